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
