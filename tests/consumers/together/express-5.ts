import express from "express";
import { api, expectPrediction } from "./app.js";

const app = express();
app.use("/ml", api);
app.get("/own", (_request, response) => {
  response.send("mine");
});
await api.ready();
await expectPrediction(app);
await api.close();
