// A SCIM app on Better Auth, in memory: 250 people and two groups. Its pages hold a hundred rows at most. It prints its
// address once everybody is in.
import http from "node:http";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { getAuthTables } from "better-auth/db";
import { toNodeHandler } from "better-auth/node";
import { scim } from "@better-auth/scim";

const people = 250;
const reading = process.env.SCIM_TOKEN;
const writing = "writing".padEnd(40, "0");
const credential = (id, token, scopes) => ({ type: "bearer", id, token, scopes });
const plugins = [
  scim({
    connections: [{
      id: "directory",
      credentials: [
        credential("reading", reading, ["scim.users.read", "scim.groups.read"]),
        credential("writing", writing, ["scim.users.read", "scim.users.write", "scim.groups.read", "scim.groups.write"]),
      ],
    }],
  }),
];
const tables = Object.fromEntries(Object.values(getAuthTables({ plugins })).map((table) => [table.modelName, []]));

const server = http.createServer((request, response) => handler(request, response));
server.listen(0, "127.0.0.1");
await new Promise((listening) => server.once("listening", listening));
const address = `http://127.0.0.1:${server.address().port}`;
const handler = toNodeHandler(betterAuth({
  baseURL: address,
  secret: "0123456789abcdefghijklmnopqrstuvwxyzABCD",
  database: memoryAdapter(tables),
  logger: { level: "error" },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  // a group may have more members than a page has rows
  advanced: { database: { defaultFindManyLimit: 1000 } },
  plugins,
}));

const base = `${address}/api/auth/scim/v2`;
async function post(path, body) {
  const answer = await fetch(`${base}/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${writing}`, "content-type": "application/scim+json" },
    body: JSON.stringify(body),
  });
  if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()).id;
}

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const ids = [];
for (let i = 0; i < people; i++) {
  ids.push(await post("Users", {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", enterprise],
    userName: `p${i}@acme.example`,
    name: { givenName: "Person", familyName: `No ${i}` },
    emails: [{ value: `p${i}@acme.example`, primary: true }],
    active: i % 10 !== 0,
    [enterprise]: { employeeNumber: `E-${i}` },
  }));
}
for (const [name, members] of [["everybody", ids], ["some", ids.slice(0, 7)]]) {
  await post("Groups", {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
    displayName: name,
    members: members.map((value) => ({ value })),
  });
}
console.log(base);
