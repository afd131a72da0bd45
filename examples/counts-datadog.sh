#!/usr/bin/env bash
# For `metrics: command`: what Datadog's tracing counts, by version and minute, in one request. Needs jq, and in the
# job's environment DD_API_KEY and DD_APP_KEY. Without as_count() Datadog gives a rate per second.
set -euo pipefail

tags='{env:production,service:shop} by {version}'
hits="sum:trace.http.request.hits${tags}.as_count().rollup(sum,${STEP})"
errors="sum:trace.http.request.errors${tags}.as_count().rollup(sum,${STEP})"

curl --silent --show-error --fail-with-body --max-time 20 --get "https://api.${DD_SITE:-datadoghq.com}/api/v1/query" \
  --header "DD-API-KEY: ${DD_API_KEY:?}" --header "DD-APPLICATION-KEY: ${DD_APP_KEY:?}" \
  --data-urlencode "from=$FROM" --data-urlencode "to=$TO" --data-urlencode "query=$hits,$errors" |
  jq --arg green "$GREEN" --arg blue "$BLUE" --argjson from "$FROM" --argjson to "$TO" '
    [ .series[]
      | (if .metric | endswith(".errors") then "errors" else "requests" end) as $count
      | ({ ($blue): "blue", ($green): "green" }[.tag_set[] | select(startswith("version:")) | ltrimstr("version:")]) as $side
      | select($side != null)
      | .pointlist[]
      | { t: (.[0] / 1000), side: $side, count: $count, value: .[1] }
      | select(.value != null and .t >= $from and .t < $to) ]
    | group_by(.t)
    | { minutes: map(
          { t: .[0].t } + (group_by(.side)
            | map({ (.[0].side): ({ errors: 0 } + (map({ (.count): .value }) | add)) } | select(.[].requests != null))
            | add // {})) }'
