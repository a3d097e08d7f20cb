-- Subjects of claims recorded by :seq that name :party as their other side.
SELECT DISTINCT c.recorded_company_id AS company_id
FROM claim_parties p
JOIN claims c ON c.seq = p.seq
WHERE p.recorded_entity_id = :party AND c.seq <= CAST(:seq AS BIGINT)
ORDER BY company_id
