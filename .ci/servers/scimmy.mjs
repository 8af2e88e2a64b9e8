// A SCIM app on SCIMMY: 250 people and two groups. Under Express 4 its pages are as they should be; Express 5 takes the
// numbers out of the request, so every page repeats the first 20 rows. It prints its address.
import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";

const people = Array.from({ length: 250 }, (_, i) => ({
  id: String(i),
  userName: `p${i}@acme.example`,
  displayName: `Person No ${i}`,
  emails: [{ value: `p${i}@acme.example`, primary: true }],
  active: i % 10 !== 0,
  externalId: `E-${i}`,
}));
const members = (list) => list.map((person) => ({ value: person.id, type: "User" }));
const groups = [
  { id: "g1", displayName: "everybody", members: members(people) },
  { id: "g2", displayName: "some", members: members(people.slice(0, 7)) },
];
const among = (rows) => (resource) => resource.id ? rows.find((row) => row.id === resource.id) : rows;
SCIMMY.Resources.declare(SCIMMY.Resources.User).egress(among(people));
SCIMMY.Resources.declare(SCIMMY.Resources.Group).egress(among(groups));

const app = express();
app.use("/scim/v2", new SCIMMYRouters({
  type: "bearer",
  handler: (request) => {
    if (request.header("Authorization") !== `Bearer ${process.env.SCIM_TOKEN}`) throw new Error("no valid token");
    return "reader";
  },
}));
const server = app.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/scim/v2`));
