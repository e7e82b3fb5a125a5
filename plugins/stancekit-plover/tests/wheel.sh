# What the installed wheel must do, from an empty folder: events out, in, compared; a model of the
# quad categories trained, saved, and loaded by another process.

cat > article.txt << 'END'
“We will talk if the siege ends,” the Iranian envoy, Ada Lorn, said.

Moscow broke off negotiations with Kyiv on Monday.
END
stancekit analyze article.txt -o article.jsonl
for events in article.plover.jsonl article.cameo.csv; do
  stancekit analyze article.txt -o "$events"
  stancekit plover compare "$events" article.jsonl --json | grep '"lenient_agreement": 1.0'
  stancekit analyze "$events" -o again.csv
done
grep '"code": "IRN"' article.plover.jsonl | grep '"event": \["AGREE"\]'
grep 'Russia,RUS,Ukraine,UKR,164' article.cameo.csv
stancekit plugins check stancekit-plover \
  --example article.plover.jsonl --example article.cameo.csv | tee checked
if grep 'not run\|failed' checked; then exit 1; fi

{
  echo 'id,EventCode,text'
  for week in 1 2 3 4 5 6; do
    echo "a$week,010,It rained in Velia in week $week."
    echo "b$week,036,Velia offered to meet the council in week $week."
    echo "c$week,061,Velia traded with the council in week $week."
    echo "d$week,125,Velia refused to meet the council in week $week."
    echo "e$week,190,Velia shelled the camp of the council in week $week."
  done
} > events.csv
stancekit plover statements events.csv -o statements.jsonl --labels quad
stancekit train statements.jsonl -o quads --scheme plover --features words --folds 0
echo 'Velia shelled the council.' > new.txt
stancekit classify new.txt --model quads --no-evidence | grep '"label": "material conflict"'
stancekit analyze article.txt --model quads -o quads.jsonl
grep '"speaker": "Ada Lorn".*"label": "[a-z ]*".*"name": "quads"' quads.jsonl > /dev/null
grep '"stancekit-plover": "0' quads.jsonl > /dev/null
