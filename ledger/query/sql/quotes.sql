-- Positions of claims recorded by :seq and before :before whose quote is like :pattern, the latest first.
SELECT seq, recorded_company_id AS company_id, quote
FROM claims
WHERE seq <= CAST(:seq AS BIGINT)
  AND seq < CAST(:before AS BIGINT)
  AND LOWER(quote) LIKE CAST(:pattern AS VARCHAR(2000)) ESCAPE '!'
ORDER BY seq DESC
LIMIT 200
