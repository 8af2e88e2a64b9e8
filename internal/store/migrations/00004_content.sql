-- +goose Up

-- The fingerprint of all that is compared with the next read: an export may hold the same in other bytes.
ALTER TABLE read ADD COLUMN content TEXT NOT NULL DEFAULT '';
