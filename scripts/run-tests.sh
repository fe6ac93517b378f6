#!/bin/sh
# Runs the quick suite, or the test files that are named: `npm test -- test/jwt/verify-claims.test.ts`.
set -eu

# shellcheck disable=SC2046 # each file is a word of its own
[ $# -gt 0 ] || set -- $(find test -name '*.test.ts' -not -path 'test/packages/*' -not -path 'test/soak/*' | sort)

# The timeout, in milliseconds, is for a file as a whole: nothing hangs.
export NODE_ENV=test
exec node --import tsx --test --test-concurrency=2 --test-timeout=300000 "$@"
