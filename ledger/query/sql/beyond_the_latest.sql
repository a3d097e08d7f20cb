-- Entities on whom the latest claim alone does not tell what was last known: something was done to a claim that names
-- them, or its publication copies, revises or is revised.
WITH tied AS (
    SELECT publication_id FROM claim_effects WHERE publication_id IS NOT NULL
    UNION
    SELECT publication_id FROM publications WHERE revises IS NOT NULL
    UNION
    SELECT revises FROM publications WHERE revises IS NOT NULL
    UNION
    SELECT publication_id FROM publications WHERE seq IN (SELECT seq FROM publication_copies)
), found AS (
    SELECT seq, recorded_company_id FROM claims
    WHERE claim_id IN (SELECT claim_id FROM claim_effects WHERE claim_id IS NOT NULL)
    UNION
    SELECT seq, recorded_company_id FROM claims
    WHERE seq IN (SELECT seq FROM claim_effects)
    UNION
    SELECT seq, recorded_company_id FROM claims
    WHERE publication_id IN (SELECT publication_id FROM tied)
)
SELECT recorded_company_id AS entity_id FROM found
UNION
SELECT recorded_entity_id FROM claim_parties WHERE seq IN (SELECT seq FROM found)
UNION
SELECT kept FROM identity_changes
UNION
SELECT other FROM identity_changes
