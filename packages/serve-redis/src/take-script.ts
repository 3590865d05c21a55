/**
 * The take of a `RateLimitStore` in Lua, which Redis runs in one step: the same arithmetic as in the store in memory, in
 * whole numbers below 2^53, by the clock of Redis.
 *
 * `KEYS`: the budget. `ARGV`: limit, period in milliseconds, burst, cost. Answers whether the units were taken (1 or 0),
 * and the debt. A budget is `debt:at`; it is gone once it is whole again.
 */
export const takeScript = `
local limit, period, burst, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local debt = 0
local kept = redis.call('GET', KEYS[1])
if kept then
  local was, at = string.match(kept, '^(%d+):(%d+)$')
  if was then
    debt = math.max(0, tonumber(was) - math.max(0, now - tonumber(at)) * limit)
  end
end
local wanted = debt + cost * period
local allowed = 0
if wanted <= burst * period then
  allowed = 1
  debt = wanted
end
if debt > 0 then
  local value = string.format('%.0f:%.0f', debt, now)
  redis.call('SET', KEYS[1], value, 'PX', string.format('%.0f', math.ceil(debt / limit)))
elseif kept then
  redis.call('DEL', KEYS[1])
end
return { allowed, string.format('%.0f', debt) }
`;
