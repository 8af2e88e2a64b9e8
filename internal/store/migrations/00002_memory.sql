-- +goose Up

-- A run that was limited to some apps, or to a person, is no whole night.
ALTER TABLE run ADD COLUMN limited BIGINT NOT NULL DEFAULT 0;

-- What the read could see, as JSON, in content.
ALTER TABLE read ADD COLUMN reach BIGINT;

-- Why a removal is held back although the rules ask for it: what gave the access fits nobody any more. "" for all others.
ALTER TABLE finding_span ADD COLUMN emptied TEXT NOT NULL DEFAULT '';

-- What ended lately: clocks and movers ask for it.
CREATE INDEX account_span_closed ON account_span (to_run) WHERE to_run IS NOT NULL;
CREATE INDEX person_span_closed ON person_span (to_run) WHERE to_run IS NOT NULL;
CREATE INDEX finding_span_closed ON finding_span (to_run) WHERE to_run IS NOT NULL;
