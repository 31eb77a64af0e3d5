# From `understudy sites --json` to the rows of a matrix: a row a group, with whose rights its pipelines run. Without any
# identity no cloud has been set up yet, and there are no rows; with some, each group must have its own.
if ($identities[0] | del(.preview)) == {} then []
else
  unique_by(.environment, .group)
  | map("\(.environment)/\(.group)" as $target
      | . + {
          target: $target,
          identity: ($identities[0][$target] // error("environments/identities.json has no identity of \($target)"))
        })
end
