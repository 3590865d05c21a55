import express from "express-4";
import { api, expectPrediction } from "./app.js";

const app = express();
app.use("/ml", api);
app.get("/own", (_request, response) => {
  response.send("mine");
});
await api.ready();
await expectPrediction(app);
await api.close();
