# What must hold where only the two wheels are installed.
stancekit plugins check stancekit-lexicons
stancekit lexicons check threats hedges > /dev/null
printf '%s\n' 'entry,category' 'or else,push' 'ultimatum*,push' > mine.csv
printf '%s\n' '{"name": "push", "labels": ["presses", "open"], "null_label": "open"}' > push.json
for i in 1 2 3 4 5 6; do
  printf '{"id": "p%s", "label": "presses", "text": "Sign line %s, or else, they said."}\n' $i $i
  printf '{"id": "o%s", "label": "open", "text": "Sign line %s, or not, they said."}\n' $i $i
done > mine.jsonl
stancekit train mine.jsonl -o model --scheme push.json --features lexicon=mine.csv --folds 0
rm mine.csv # the model has it
echo '“Leave, or else,” Ada Lorn, the envoy, said.' > new.txt
stancekit analyze new.txt --model model -o out.jsonl
grep '"label": "presses".*"feature": "lexicon-mine:push"' out.jsonl > /dev/null
grep '"stancekit-lexicons": "0' out.jsonl > /dev/null
