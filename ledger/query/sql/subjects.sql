-- Entities that are the subject of a claim recorded by :seq, under the id they had then.
SELECT DISTINCT recorded_company_id AS company_id
FROM claims
WHERE seq <= CAST(:seq AS BIGINT)
ORDER BY company_id
