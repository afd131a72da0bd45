#!/usr/bin/env bash
# For `metrics: command`: what New Relic's agents count, by version and minute. Needs jq, and in the job's environment
# NEW_RELIC_ACCOUNT and NEW_RELIC_USER_KEY. The app's agents have to report `appVersion`. NRQL gives at most 366 points,
# so that longer spans, as the day before the rollout, take several requests.
set -euo pipefail

query='query($account: Int!, $nrql: Nrql!) { actor { account(id: $account) { nrql(query: $nrql) { results } } } }'

results() {
  local nrql="SELECT count(*) AS requests, filter(count(*), WHERE http.statusCode >= 500) AS errors FROM Transaction \
WHERE appName = 'shop' AND appVersion IN ('$GREEN', '$BLUE') FACET appVersion \
SINCE ${1}000 UNTIL ${2}000 TIMESERIES 1 minute"
  jq --null-input --arg query "$query" --arg nrql "$nrql" --argjson account "${NEW_RELIC_ACCOUNT:?}" \
    '{ query: $query, variables: { account: $account, nrql: $nrql } }' |
    curl --silent --show-error --fail-with-body --max-time 20 "${NEW_RELIC_API:-https://api.newrelic.com/graphql}" \
      --header "API-Key: ${NEW_RELIC_USER_KEY:?}" --header 'Content-Type: application/json' --data @- |
    jq 'if .errors then error("New Relic: \(.errors[0].message)") else .data.actor.account.nrql.results[] end'
}

for ((from = FROM; from < TO; from += 360 * STEP)); do
  to=$((from + 360 * STEP))
  results "$from" "$((to < TO ? to : TO))"
done |
  jq --slurp --arg green "$GREEN" --arg blue "$BLUE" '
    [ .[]
      | ({ ($blue): "blue", ($green): "green" }[.facet]) as $side
      | select($side != null and .requests > 0)
      | { t: .beginTimeSeconds, counts: { ($side): { requests: .requests, errors: .errors } } } ]
    | group_by(.t)
    | { minutes: map({ t: .[0].t } + (map(.counts) | add)) }'
