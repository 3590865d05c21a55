// Another process on the same Redis: takes one unit so many times, all at once, and prints how many it got.
import { Redis } from "ioredis";

const [port, script, key, limit, periodMs, burst, count] = process.argv.slice(2);
const client = new Redis({ host: "127.0.0.1", port: Number(port) });
const takes = Array.from({ length: Number(count) }, () => client.eval(script, 1, key, limit, periodMs, burst, 1));
const answers = await Promise.all(takes);
console.log(answers.filter(([allowed]) => allowed === 1).length);
client.disconnect();
