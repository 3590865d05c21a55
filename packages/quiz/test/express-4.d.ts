/** Express 4 under its alias. What these tests call has the same types in both versions. */
declare module "express-4" {
  import express from "express";

  export default express;
}
