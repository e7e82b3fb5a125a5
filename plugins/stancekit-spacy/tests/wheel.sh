# What must hold where only the two wheels are installed, this one with the extras: [en]
stancekit plugins check stancekit-spacy | tee checked
if grep 'not run\|failed' checked; then exit 1; fi

printf '%s\n' '{"name": "door", "labels": ["open", "shut"], "null_label": "shut"}' > door.json
for place in Velia Ostmark Lesk Brisa Marholm Varenia; do
  printf '{"id": "o-%s", "label": "open", "text": "The minister will meet the envoy in %s."}\n' $place $place
  printf '{"id": "s-%s", "label": "shut", "text": "The minister will not meet the envoy in %s."}\n' $place $place
done > mine.jsonl
stancekit train mine.jsonl -o model --scheme door.json --folds 0 \
  --features spacy-dependencies --features spacy-entities
grep '"distribution": "stancekit-spacy"' model/manifest.json > /dev/null

# Another process loads it, finds statements by the parse, and shows what spoke for their labels.
echo 'Ada Lorn, the envoy, said that the council would not meet them.' > new.txt
stancekit analyze new.txt --model model --extractor spacy -o out.jsonl
grep '"speaker": "Ada Lorn".*"label": "shut".*"feature": "spacy-dependencies:' out.jsonl > /dev/null
grep '"rule": "spacy-' out.jsonl > /dev/null
grep '"stancekit-spacy": "0' out.jsonl > /dev/null

# Without the plugin the model says what to install, or what to leave out.
if stancekit analyze new.txt --model model --block spacy 2> refused; then exit 1; fi
grep 'stancekit-spacy is installed, but blocked; leave out --block' refused
