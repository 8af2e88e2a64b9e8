// The audit of a made-up company in SQL: the same files, the same joins, the same verdicts, by DuckDB on two threads.
//
//   node audit.mjs DIRECTORY [THREADS]
//
// prints {accounts, grants, findings: {target: {verdict/cause: count}}, total} as JSON. Findings are made row by row, with
// account, person and entitlement, and only then counted.
import { DuckDBInstance } from '@duckdb/node-api';

const [dir = '.', threads = '2'] = process.argv.slice(2);
const quoted = (path) => `'${`${dir}/${path}`.replaceAll("'", "''")}'`;
const csv = (path, more = '') =>
  `read_csv(${quoted(path)}, delim=',', quote='"', escape='"', header=true, all_varchar=true${more})`;
const today = `DATE '2026-06-15'`;

const steps = [
  `SET threads=${Number(threads)}`,
  `SET preserve_insertion_order=false`,

  // Who works here, and what each person is today. The order of the cases is the order of the rules.
  `CREATE TEMP TABLE roster AS
   SELECT *, state = 'joining due' OR state IN ('active', 'away') AS due
   FROM (
     SELECT id, lower(trim(work_email)) AS email, aliases, department, team, lower(title) AS title,
       type, location, projects, start_day,
       CASE
         WHEN end_day < ${today} AND start_day > ${today} AND start_day - 1 <= ${today} THEN 'joining due'
         WHEN end_day < ${today} AND start_day > ${today} THEN 'left'
         WHEN status = 'terminated' AND (end_day IS NULL OR end_day < ${today} OR start_day > ${today}) THEN 'left'
         WHEN status <> 'terminated' AND end_day < ${today} AND NOT coalesce(start_day > end_day, false) THEN 'left'
         WHEN start_day > ${today} AND start_day - 1 <= ${today} THEN 'joining due'
         WHEN start_day > ${today} THEN 'joining'
         WHEN status = 'leave' THEN 'away'
         ELSE 'active'
       END AS state,
       coalesce(start_day + 30 >= ${today}, false) AS joiner
     FROM (SELECT *, "start"::DATE AS start_day, "end"::DATE AS end_day FROM ${csv('roster.csv')})
   )`,
  `CREATE TEMP VIEW people AS SELECT rowid AS person, * FROM roster`,

  // Addresses: the work address and the former ones; one of a person who left and one who has not belongs to the latter.
  `CREATE TEMP TABLE addresses AS
   WITH all_of AS (
     SELECT email, person, state = 'left' AS gone FROM people WHERE email LIKE '%@%'
     UNION ALL
     SELECT lower(trim(unnest(string_split(aliases, ';')))), person, state = 'left' FROM people WHERE aliases IS NOT NULL
   )
   SELECT email, min(person) FILTER (NOT gone) AS present, max(person) FILTER (NOT gone) AS other,
     min(person) AS any_of, max(person) AS last_of
   FROM all_of GROUP BY email`,

  // What is due: the rules once for each distinct tuple of attributes, then for every person.
  `CREATE TEMP TABLE tuples AS
   SELECT row_number() OVER () AS tuple, * FROM (SELECT DISTINCT department, team, title, type, location, projects FROM people)`,
  `CREATE TEMP TABLE tuple_due AS
   SELECT DISTINCT tuple, g.target, g.entitlement
   FROM tuples t JOIN ${csv('tables/roles.csv')} r ON
     (r.department IS NULL OR r.department = t.department) AND (r.team IS NULL OR r.team = t.team)
     AND (r.title IS NULL OR t.title LIKE r.title) AND (r.type IS NULL OR r.type = t.type)
     AND (r.location IS NULL OR r.location = t.location)
     AND (r.project IS NULL OR list_contains(string_split(t.projects, ';'), r.project))
     AND (r.unless_type IS NULL OR r.unless_type <> t.type)
   JOIN ${csv('tables/grants.csv')} g ON g.role = r.role`,
  `CREATE TEMP TABLE exceptions AS
   SELECT p.person, x.target, x.entitlement, x."until"::DATE >= ${today} AS holds
   FROM ${csv('tables/exceptions.csv')} x JOIN people p ON p.id = x.person`,
  `CREATE TEMP TABLE person_tuple AS
   SELECT person, tuple
   FROM people p JOIN tuples t ON p.department = t.department AND p.team = t.team AND p.title = t.title AND p.type = t.type
     AND p.location = t.location AND p.projects IS NOT DISTINCT FROM t.projects
   WHERE p.due`,
  `CREATE TEMP TABLE due AS SELECT person, target, entitlement FROM person_tuple JOIN tuple_due USING (tuple)`,
  `INSERT INTO due
   SELECT DISTINCT x.person, x.target, x.entitlement FROM exceptions x JOIN people p ON p.person = x.person ANTI JOIN due d
     ON d.person = x.person AND d.target = x.target AND d.entitlement = x.entitlement
   WHERE x.holds AND p.due`,
  `CREATE TEMP TABLE due_account AS
   SELECT person, target FROM person_tuple JOIN (SELECT DISTINCT tuple, target FROM tuple_due) USING (tuple)
   UNION SELECT person, target FROM exceptions JOIN people p USING (person) WHERE holds AND p.due`,
  `CREATE TEMP TABLE governed AS
   SELECT target, entitlement FROM ${csv('tables/grants.csv')} UNION SELECT target, entitlement FROM exceptions`,

  // Accounts, and whose they are: a declared identity or service account decides alone, else the employee number and the
  // address, which must not name two people.
  `CREATE TEMP VIEW accounts AS
   SELECT parse_filename(filename, true) AS target, id, login, lower(trim(email)) AS email,
     status, kind, employee_id, created::DATE AS created, last_active::DATE AS last_active, mfa, entitlements
   FROM ${csv('exports/*.csv', ', filename=true')}`,
  `CREATE TEMP TABLE linked AS
   SELECT a.*, p.state, p.email = a.email AS by_work_email,
     CASE WHEN a.disputed THEN 'disputed' WHEN a.person IS NOT NULL THEN 'linked' WHEN a.service THEN 'service' ELSE 'nobody' END AS class
   FROM (
     SELECT a.*, s.account IS NOT NULL AS service, s.owner, s.review_by::DATE AS review_by,
       coalesce(k.present, k.any_of) AS by_mail, n.person AS by_number,
       CASE WHEN i.person IS NOT NULL THEN i.person WHEN s.account IS NULL THEN coalesce(n.person, k.present, k.any_of) END AS person,
       i.person IS NULL AND s.account IS NULL AND (
         coalesce(n.person <> coalesce(k.present, k.any_of), false)
         OR coalesce(CASE WHEN k.present IS NOT NULL THEN k.present <> k.other ELSE k.any_of <> k.last_of END, false)
       ) AS disputed
     FROM accounts a
     LEFT JOIN (
       SELECT p.person, x.target, x.account FROM ${csv('tables/identities.csv')} x JOIN people p ON p.id = x.person
     ) i ON i.target = a.target AND i.account = a.login
     LEFT JOIN ${csv('tables/services.csv')} s ON s.target = a.target AND s.account = a.id
     LEFT JOIN people n ON n.id = a.employee_id
     LEFT JOIN addresses k ON k.email = a.email
   ) a LEFT JOIN people p ON p.person = a.person`,

  // The second open account of one person in one app.
  `CREATE TEMP TABLE duplicates AS
   SELECT account FROM (
     SELECT l.rowid AS account, row_number() OVER (
       PARTITION BY target, person ORDER BY coalesce(by_work_email, false) DESC, created NULLS LAST, length(id), id
     ) AS place
     FROM linked l SEMI JOIN (
       SELECT target, person FROM linked WHERE class = 'linked' AND status <> 'suspended' GROUP BY ALL HAVING count(*) > 1
     ) twice USING (target, person)
     WHERE class = 'linked' AND status <> 'suspended'
   ) WHERE place > 1`,

  // Registered outsiders, by the globs of their addresses.
  `CREATE TEMP TABLE outside AS
   SELECT a.account, s.state = 'left' OR s.state IS NULL AS sponsor_left, x."until"::DATE AS until_day
   FROM (SELECT rowid AS account, target, email FROM linked WHERE class = 'nobody') a
   JOIN ${csv('tables/externals.csv')} x ON x.target = a.target AND a.email LIKE x.account
   LEFT JOIN people s ON s.id = x.sponsor`,

  // What becomes of each open account as a whole; NULL where only what it holds is to be judged.
  `CREATE TEMP TABLE judged AS
   SELECT a.rowid AS account, a.target, a.id, a.status, a.kind, a.class, a.person, a.state, a.created, a.last_active, a.mfa, a.entitlements,
     CASE
       WHEN a.class = 'disputed' THEN 'disputed'
       WHEN a.class = 'service' THEN CASE WHEN o.state = 'left' OR o.state IS NULL THEN 'orphaned/owner-left'
         WHEN a.review_by < ${today} THEN 'orphaned/review-due' END
       WHEN x.account IS NOT NULL THEN CASE WHEN x.sponsor_left THEN 'orphaned/owner-left'
         WHEN x.until_day < ${today} THEN 'orphaned/review-due' END
       WHEN a.class = 'nobody' THEN CASE a.kind WHEN 'guest' THEN 'orphaned/guest' WHEN 'human' THEN 'orphaned/unknown'
         ELSE 'orphaned/unregistered-service-account' END
       WHEN a.state = 'left' THEN 'orphaned/leaver'
       WHEN a.state = 'joining' THEN 'excess/early'
       WHEN d.account IS NOT NULL THEN 'excess/duplicate'
       WHEN w.person IS NULL THEN CASE WHEN e.person IS NULL THEN 'excess' ELSE 'excess/exception expired' END
     END AS whole
   FROM linked a
   LEFT JOIN people o ON o.id = a.owner
   LEFT JOIN outside x ON x.account = a.rowid
   LEFT JOIN duplicates d ON d.account = a.rowid
   LEFT JOIN due_account w ON w.person = a.person AND w.target = a.target
   LEFT JOIN (SELECT DISTINCT person, target FROM exceptions WHERE NOT holds) e ON e.person = a.person AND e.target = a.target
   WHERE a.status <> 'suspended'`,

  // What the sound accounts of known people hold, one row for each grant.
  `CREATE TEMP TABLE held AS
   SELECT account, target, person, unnest(string_split(entitlements, ';')) AS entitlement
   FROM judged WHERE class = 'linked' AND whole IS NULL AND entitlements IS NOT NULL`,

  `CREATE TEMP TABLE findings AS
   SELECT target, whole AS kind, account, person, NULL AS entitlement FROM judged WHERE whole IS NOT NULL
   UNION ALL
   SELECT h.target, CASE WHEN e.person IS NULL THEN 'excess' ELSE 'excess/exception expired' END, h.account, h.person, h.entitlement
   FROM held h
   ANTI JOIN due d ON d.person = h.person AND d.target = h.target AND d.entitlement = h.entitlement
   LEFT JOIN exceptions e ON NOT e.holds AND e.person = h.person AND e.target = h.target AND e.entitlement = h.entitlement
   LEFT JOIN governed g ON g.target = h.target AND g.entitlement = h.entitlement
   WHERE g.target IS NOT NULL OR h.entitlement LIKE 'role:%'
   UNION ALL
   SELECT d.target, CASE WHEN p.joiner THEN 'missing/joiner' ELSE 'missing' END, j.account, d.person, d.entitlement
   FROM due d
   JOIN judged j ON j.person = d.person AND j.target = d.target AND j.class = 'linked' AND j.whole IS NULL AND j.status = 'active'
     AND j.state <> 'away'
   JOIN people p ON p.person = d.person
   ANTI JOIN held h ON h.person = d.person AND h.target = d.target AND h.entitlement = d.entitlement
   WHERE d.entitlement <> 'account'
   UNION ALL
   SELECT w.target, CASE WHEN s.person IS NOT NULL THEN 'missing/suspended' WHEN p.joiner THEN 'missing/joiner' ELSE 'missing' END,
     NULL, w.person, 'account'
   FROM due_account w
   JOIN people p ON p.person = w.person
   ANTI JOIN (
     SELECT person, target FROM judged WHERE class = 'linked'
     UNION ALL SELECT by_mail, target FROM linked WHERE class = 'disputed'
     UNION ALL SELECT by_number, target FROM linked WHERE class = 'disputed'
   ) j ON j.person = w.person AND j.target = w.target
   LEFT JOIN (SELECT DISTINCT person, target FROM linked WHERE class = 'linked' AND status = 'suspended') s
     ON s.person = w.person AND s.target = w.target
   WHERE p.state <> 'away'
   UNION ALL
   SELECT target, 'stale-invite', account, person, NULL FROM judged
   WHERE whole IS NULL AND status = 'invited' AND ${today} - created > 14
   UNION ALL
   SELECT target, 'no-mfa', account, person, NULL FROM judged
   WHERE whole IS NULL AND status = 'active' AND mfa = 'no' AND kind IN ('human', 'guest') AND class <> 'service'
   UNION ALL
   SELECT j.target, 'dormant', account, j.person, NULL
   FROM judged j JOIN ${csv('tables/targets.csv')} t ON t.target = j.target AND t.dormant_after::INT > 0 JOIN people p ON p.person = j.person
   WHERE whole IS NULL AND class = 'linked' AND status = 'active' AND last_active IS NOT NULL
     AND ${today} - greatest(last_active, j.created, p.start_day) >= t.dormant_after::INT
   UNION ALL
   SELECT target, 'residual', rowid, person, NULL FROM linked
   WHERE class = 'linked' AND state = 'left' AND status = 'suspended'
     AND len(list_filter(string_split(entitlements, ';'), lambda e: starts_with(e, 'role:'))) > 0
   UNION ALL
   SELECT '', 'no-address', NULL, person, NULL FROM people
   WHERE coalesce(email, '') NOT LIKE '%@%' AND joiner AND state <> 'left'`,
];

const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
for (const step of steps) {
  const start = performance.now();
  await connection.run(step);
  if (process.env.STEPS) console.error(`${(performance.now() - start).toFixed(0).padStart(6)} ms  ${step.slice(0, 60).split('\n')[0]}`);
}
const rows = async (sql) => (await connection.runAndReadAll(sql)).getRowObjects();

const [totals] = await rows(
  `SELECT count(*) AS accounts, sum(CASE WHEN entitlements IS NULL THEN 0 ELSE len(string_split(entitlements, ';')) END) AS grants FROM linked`,
);
const findings = {};
let total = 0;
for (const { target, kind, n } of await rows('SELECT target, kind, count(*) AS n FROM findings GROUP BY ALL ORDER BY ALL')) {
  (findings[target] ??= {})[kind] = Number(n);
  total += Number(n);
}
console.log(JSON.stringify({ accounts: Number(totals.accounts), grants: Number(totals.grants), findings, total }));
