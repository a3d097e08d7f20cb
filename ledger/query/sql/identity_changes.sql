-- Merges and splits recorded by :seq, ascending.
SELECT seq, type, kept, other, known_at
FROM identity_changes
WHERE seq <= CAST(:seq AS BIGINT)
ORDER BY seq
