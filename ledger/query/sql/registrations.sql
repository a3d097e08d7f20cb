-- Positions of the registrations of entity :id recorded by :seq, ascending.
SELECT seq
FROM entities
WHERE id = :id AND seq <= CAST(:seq AS BIGINT)
ORDER BY seq
