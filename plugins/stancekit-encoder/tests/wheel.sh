# What must hold where only the two wheels are installed; $1 is this one's.
if ! python -m zipfile -l "$1" | grep 'encoder\.onnx ' > /dev/null; then
  echo "this checkout has no encoder's weights: their models are left out"
  exit
fi
[ "$(wc -c < "$1")" -le 100000000 ] # PyPI takes no larger file
for model in diplomacy-small diplomacy-large; do
  stancekit models verify "$model"
done
printf '{"id": "1", "text": "%s"}\n' \
  "The envoy said his side would never sit down with them." > line.jsonl
for model in diplomacy-small diplomacy-large auto; do
  stancekit classify line.jsonl --model "$model" --no-evidence | grep '"label": "rejection"'
done
python -W error -c "
import sys
import stancekit
analysis = stancekit.load('auto').analyze('“We will never talk,” the envoy, Ada Lorn, said.')
(statement,) = analysis.statements
assert (statement.speaker, statement.stance) == ('Ada Lorn', 'rejection'), statement
assert 'torch' not in sys.modules
"
stancekit plugins check stancekit-encoder

# A model of one's own labels, trained on the encoder's features, and loaded by another process.
printf '%s\n' '{"name": "door", "labels": ["open", "shut"], "null_label": "shut"}' > door.json
for place in Velia Ostmark Lesk Brisa Marholm Varenia; do
  printf '{"id": "o-%s", "label": "open", "text": "The envoy will gladly meet them in %s."}\n' $place $place
  printf '{"id": "s-%s", "label": "shut", "text": "The envoy refuses to see them in %s."}\n' $place $place
done > mine.jsonl
stancekit train mine.jsonl -o model --scheme door.json --features encoder-small --folds 0
grep '"distribution": "stancekit-encoder"' model/manifest.json > /dev/null
echo 'Ada Lorn, the envoy, said that she declined to see them.' > new.txt
stancekit analyze new.txt --model model -o out.jsonl
grep '"speaker": "Ada Lorn".*"label": "shut"' out.jsonl > /dev/null
grep '"stancekit-encoder": "0' out.jsonl > /dev/null
