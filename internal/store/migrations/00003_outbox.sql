-- +goose Up

-- A message is waiting, sending (by whoever holds the lock of the outbox), sent, failed, or told: failed, and reported.
ALTER TABLE outbox ADD COLUMN queued BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN sent BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN subject TEXT NOT NULL DEFAULT '';
CREATE INDEX outbox_state ON outbox (state) WHERE state <> 'sent' AND state <> 'told';

-- Whether the mails of a run were queued.
ALTER TABLE run ADD COLUMN queued BIGINT NOT NULL DEFAULT 0;
