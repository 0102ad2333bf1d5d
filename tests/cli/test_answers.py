"""Answers for people and programs on the reference corridor, and the help of every command.

    test_answers.py KARVAN SOURCE_ROOT
"""
import json
import os
import pty
import re
import shlex
import subprocess
import sys
import tempfile
import zipfile

from command import Tally, run, width
from feed import FEED

KARVAN, ROOT = os.path.abspath(sys.argv[1]), sys.argv[2]
T = Tally()
INSTANT = re.compile(r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$')

# what issue 2 asks to be answered, with at least three truly different options
ASKED = [
    'CNXAG GEPTI --cargo 2x45G1 --weight 24t --hs 8471 --depart 2026-12-01..2026-12-14',
    'CNXAG TRIST --cargo 2x45G1 --weight 24t --hs 8471 --depart 2026-12-01..2026-12-14',
    'CNXAG ROCND --cargo 2x45G1 --weight 24t --hs 8471 --depart 2026-12-01..2026-12-14',
    'CNXAG DEDUI --cargo 2x45G1 --weight 24t --hs 8471 --depart 2026-12-01..2026-12-14',
    'KZALA AZBAK --cargo 30xwagon --hs 1001 --depart 2026-12-01..2026-12-14',
]
PLAN = ['plan'] + ASKED[0].split()


def amount(money):
    assert set(money) == {'amount', 'currency'} and re.match(r'^-?\d+(\.\d+)?$', money['amount']), money
    return round(float(money['amount']) * 100)


def check_instant(x, what):
    T.check(set(x) == {'time', 'zone'} and INSTANT.match(x['time']) and x['zone'], '%s is no instant: %s' % (what, x))


def check_place(x, what):
    T.check({'code', 'name', 'country', 'lat', 'lon', 'zone'} <= set(x) and x['code'] and x['name'], '%s is no place: %s' % (what, x))


def check_option(o, sources):
    T.check(amount(o['price']) == sum(amount(l['amount']) for l in o['price_lines']), 'lines do not add up to the price: %s' % o['price'])
    grams = sum(round(e['co2e_kg'] * 1000) for e in o['emissions'])
    T.check(abs(grams - o['co2e_kg'] * 1000) <= len(o['emissions']), 'emissions do not add up: %s, %s' % (grams, o['co2e_kg']))
    for e in o['emissions']:
        T.check(abs(e['wtt_co2e_kg'] + e['ttw_co2e_kg'] - e['co2e_kg']) < 0.002, 'well-to-tank and tank-to-wheel are not the whole: %s' % e)
    check_instant(o['depart'], 'depart')
    check_instant(o['arrive'], 'arrive')
    for key in ('p50', 'p80', 'p90'):
        check_instant(o['arrival'][key], key)
    T.check(0 <= o['chance'] <= 1, 'chance %s' % o['chance'])
    last = None
    for leg in o['legs']:
        check_place(leg['from'], 'from')
        check_place(leg['to'], 'to')
        times = [leg[k]['time'] for k in ('depart', 'arrive')]
        T.check((last is None or last <= times[0]) and times[0] <= times[1], 'legs are not in order: %s' % times)
        if leg['kind'] == 'ride':
            T.check(leg['ready']['time'] <= leg['cutoff']['time'] <= leg['depart']['time'], 'ready, cut-off, departure: %s' % leg['ready'])
        T.check(leg['distance_km'] >= 0, 'distance')
        last = times[1]
    named = {x['source'] for x in o['price_lines'] + o['emissions'] + o['legs'] if x.get('source')}
    T.check(named <= set(sources), 'sources that are not told: %s' % (named - set(sources)))


def check_json():
    for asked in ASKED:
        done = run(KARVAN, ['plan'] + asked.split() + ['--json', '--all'])
        T.check(done.code == 0 and not done.err, 'exit code and stderr', done)
        answer = json.loads(done.out)
        T.check({'status', 'query', 'options', 'all', 'notes', 'sources', 'counters'} <= set(answer), 'fields: %s' % list(answer), done)
        check_place(answer['query']['from'], 'query.from')
        check_instant(answer['query']['ready'], 'query.ready')
        T.check(len({o['family'] for o in answer['options']}) >= 3, 'fewer than three different options for %s' % asked)
        T.check(len(answer['all']) >= len(answer['options']), 'the whole set is smaller than the options')
        for o in answer['options']:
            check_option(o, answer['sources'])
    oil = json.loads(run(KARVAN, 'plan KZAAU AZBAK --cargo 20xwagon-tank --hs 2710 --depart 2026-12-01..2026-12-14 --json').out)
    T.check(oil['status'] == 'ok' and oil['options'], 'oil products from Aktau to Baku')
    euros = json.loads(run(KARVAN, PLAN + ['--json', '--currency', 'EUR']).out)
    T.check(all(o['price']['currency'] == 'EUR' for o in euros['options']), 'prices in euros')
    avoided = json.loads(run(KARVAN, PLAN + ['--json', '--all', '--avoid', 'RU,CN']).out)
    T.check(avoided['status'] == 'nothing' and avoided['nothing']['blocks'], 'cargo from China cannot avoid China')
    for command in ('pack check', 'pack show', 'places Poti', 'places Поти --country ge', 'places qqqqqqqqqqq'):
        done = run(KARVAN, command + ' --json')
        T.check(json.loads(done.out) is not None and done.code == (1 if 'qqq' in command else 0), 'JSON of %s' % command, done)
    poti = json.loads(run(KARVAN, 'places Poti --json').out)['places'][0]
    T.check(poti['code'] == 'GEPTI' and poti['in_pack'] and poti['country'] == 'GE', 'Poti: %s' % poti)


def check_text():
    for asked in ASKED:
        done = run(KARVAN, ['plan'] + asked.split())
        T.check(done.code == 0 and not done.err, 'exit code and stderr', done)
        T.tidy(done)
        T.check(len(re.findall(r'^ +\d+  20\d\d-\d\d-\d\d  ', done.out, re.M)) >= 3, 'fewer than three options', done)
    done = run(KARVAN, PLAN)
    for word in ("Xi'an", 'Poti', '2 x 45G1 of 24 t', 'HS 8471', 'USD', 'fastest', 'cheapest', '-rail->', '-sea->', 'note:', ' %'):
        T.check(word in done.out, 'the table does not say %s' % word, done)
    all_ways = run(KARVAN, PLAN + ['--all'])
    T.tidy(all_ways)
    answer = json.loads(run(KARVAN, PLAN + ['--json', '--all']).out)
    T.check(len(re.findall(r'^ +\d+  20\d\d', all_ways.out, re.M)) == len(answer['all']), '--all lists another number of ways than --json has')
    for n, option in enumerate(answer['options'], 1):
        told = run(KARVAN, PLAN + ['--explain', str(n)])
        T.check(told.code == 0, 'explain', told)
        T.tidy(told)
        T.check(re.search(r'^ +%s  in all$' % re.escape(option['price']['amount']), told.out, re.M), 'the price in all of option %d' % n, told)
        flat = ' '.join(told.out.split())
        for line in option['price_lines']:
            T.check(line['id'] in flat and line['source'] in flat, 'option %d does not name %s [%s]' % (n, line['id'], line['source']), told)
        for leg in option['legs']:
            T.check(leg['from']['code'] in flat and (leg['kind'] != 'ride' or leg['carrier']['name'].split()[0] in flat), 'option %d hides a leg' % n, told)
        for heading in ('Legs', 'Price in USD', 'CO2e in kg', 'Arrival', 'Sources', 'connection'):
            T.check(heading in told.out, 'option %d: no %s' % (n, heading), told)
    T.check(run(KARVAN, PLAN + ['--explain']).out == run(KARVAN, PLAN + ['--explain', '1']).out, '--explain alone is option 1')
    T.check('Option 9' in run(KARVAN, PLAN + ['--all', '--explain', '9']).out, 'any way of the whole set can be explained')


def check_nothing():
    for asked in ('CNXAG GEPTI --depart 2026-12-01 --arrive-by 2026-12-08', 'CNXAG GEPTI --depart 2026-12-01 --avoid KZ,RU,SG',
                  'CNXAG GEPTI --depart 2026-12-01 --price-max 100', 'CNXAG GEPTI --depart 2026-12-01 --transfers-max 0',
                  'KZALA AZBAK --cargo 3000xwagon --depart 2026-12-01', 'CNXAG GEPTI --depart 2026-12-01 --only-modes air'):
        done = run(KARVAN, ['plan'] + asked.split())
        T.check(done.code == 1, 'nothing fits, which is exit 1', done)
        T.tidy(done)
        T.check('No way fits' in done.out and 'in the way' in done.out, 'what is in the way', done)
        joined = done.out.replace('\\\n', ' ')
        commands = re.findall(r'^ +(karvan plan .*)$', joined, re.M)
        for command in commands:
            pasted = run(KARVAN, shlex.split(command)[1:])
            T.check(pasted.code == 0, 'a remedy does not help: %s' % command, pasted)
        T.check(commands or 'only-modes' in asked or '3000x' in asked, 'no remedy for %s' % asked, done)
    quoted = run(KARVAN, ['plan', "Xi'an International Land Port", 'GEPTI', '--depart', '2026-12-01', '--transfers-max', '0'])
    command = re.findall(r'^ +(karvan plan .*)$', quoted.out.replace('\\\n', ' '), re.M)
    T.check(command and shlex.split(command[0])[2] == "Xi'an International Land Port", 'names with quotes are quoted for the shell', quoted)


def check_help():
    expected = {
        'plan': 'cargo weight hs dg depart arrive-by profile avoid avoid-carriers only-carriers avoid-modes only-modes via price-max chance-min transfers-max '
                'truck-km-max criteria currency options explain all json quiet pack batch threads min-change max-duration from-date days',
        'places': 'country limit json', 'pack check': 'json', 'pack show': 'json', 'pack compile': 'output from-date days min-change json',
    }
    for command, options in expected.items():
        for ask in ('--help', '-h'):
            done = run(KARVAN, command.split() + ['--no-such-option', ask])
            T.check(done.code == 0 and not done.err, '%s %s' % (command, ask), done)
        T.tidy(done)
        T.check(done.out.startswith('usage: karvan ' + command) and 'Examples' in done.out and 'Exit codes' in done.out, 'help of ' + command, done)
        for option in options.split():
            T.check(re.search(r'^  (-\w, )?--%s\b' % option, done.out, re.M), 'help of %s does not say --%s' % (command, option), done)
    whole = run(KARVAN, '--help')
    T.check(whole.code == 0 and whole.out == GOLDEN, 'karvan --help is\n%s' % whole.out)
    T.check(run(KARVAN, 'help').out == GOLDEN and run(KARVAN, 'help plan').out == run(KARVAN, 'plan --help').out, 'help, help plan')
    T.check(re.match(r'^karvan \d+\.\d+\.\d+$', run(KARVAN, '--version').out.strip()), '--version')


GOLDEN = """usage: karvan COMMAND ...

Freight on the Middle Corridor and other corridors, planned door to door.

Commands
  plan       the ways from one place to another: dates, prices, CO2e, chances
  places     find a place of the world by name or code
  pack       check, show or compile a corridor in a folder of text files

  karvan COMMAND --help says more, with examples.
  karvan --version

Examples
  karvan plan CNXAG GEPTI --cargo 2x45G1 --weight 24t --hs 8471 --depart 2026-12-01..2026-12-14
  karvan places Поти
  karvan pack check packs/middle-corridor
"""


def check_examples():
    """what the help and the docs show can be pasted"""
    with tempfile.TemporaryDirectory(prefix='karvan-examples-') as folder:
        os.symlink(os.path.join(ROOT, 'packs'), os.path.join(folder, 'packs'))
        with zipfile.ZipFile(os.path.join(folder, 'feed.zip'), 'w') as z:
            for name, text in FEED.items():
                z.writestr(name, text)
        with open(os.path.join(folder, 'queries.csv'), 'w') as f:
            f.write('id,from,to,depart\nq,a,b,2026-12-03T06:00\n')
        seen = 0
        with open(os.path.join(ROOT, 'docs/command-line.md')) as f:
            shown = re.findall(r'^    (karvan .*)$', f.read(), re.M)
        for line in shown:
            done = subprocess.run([KARVAN] + shlex.split(line)[1:], cwd=folder, capture_output=True, text=True)
            T.check(done.returncode == 0, 'a command of docs/command-line.md fails: %s\n%s' % (line, done.stderr))
        T.check(len(shown) >= 10, 'only %d commands in docs/command-line.md' % len(shown))
        for command in ('', 'plan', 'places', 'pack', 'pack check', 'pack show', 'pack compile'):
            lines = run(KARVAN, command.split() + ['--help']).out.split('Examples\n')[1].split('\n\n')[0].splitlines()
            for line in lines:
                done = subprocess.run([KARVAN] + shlex.split(line)[1:], cwd=folder, capture_output=True, text=True)
                T.check(done.returncode == 0, 'an example of the help fails: %s\n%s' % (line, done.stderr))
                seen += 1
        T.check(seen >= 14, 'only %d examples' % seen)


def on_terminal(arguments, **environment):
    """what the program writes to a terminal"""
    primary, secondary = pty.openpty()
    clean = {k: v for k, v in os.environ.items() if k != 'NO_COLOR'}
    clean.update({'TERM': 'xterm', **environment})
    process = subprocess.Popen([KARVAN] + arguments, stdout=secondary, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=clean)
    os.close(secondary)
    out = b''
    while True:
        try:
            part = os.read(primary, 65536)
        except OSError:
            break
        if not part:
            break
        out += part
    process.wait()
    os.close(primary)
    return out.decode()


def check_streams():
    T.check('\033[' in on_terminal(PLAN), 'colour on a terminal')
    T.check('\033[' not in on_terminal(PLAN, NO_COLOR='1'), 'NO_COLOR is honoured')
    T.check('\033[' in on_terminal(PLAN, NO_COLOR=''), 'an empty NO_COLOR asks for nothing')
    T.check('\033[' not in on_terminal(PLAN, TERM='dumb'), 'a dumb terminal')
    T.check('\033[' not in on_terminal(PLAN + ['--json']), 'no colour in JSON')
    plain = re.sub(r'\033\[\d+m', '', on_terminal(PLAN)).replace('\r\n', '\n')
    T.check(plain == run(KARVAN, PLAN).out, 'colour changes nothing else')
    with open('/dev/full', 'w') as full:
        done = subprocess.run([KARVAN] + PLAN, stdout=full, stderr=subprocess.PIPE, text=True)
    T.check(done.returncode == 4 and 'could not be written' in done.stderr, 'a full disk: %d %s' % (done.returncode, done.stderr))
    done = subprocess.run(['/bin/bash', '-c', 'set -o pipefail; "$@" | head -n 1', 'head', KARVAN] + PLAN + ['--all'], capture_output=True, text=True)
    T.check(done.stdout.startswith("Xi'an") and not done.stderr, 'a reader that stops early: %s' % done.stderr)


def check_packs():
    with tempfile.TemporaryDirectory(prefix='karvan-packs-') as folder:
        feed, compiled = os.path.join(folder, 'feed.zip'), os.path.join(folder, 'feed.kv')
        with zipfile.ZipFile(feed, 'w') as z:
            for name, text in FEED.items():
                z.writestr(name, text)
        done = run(KARVAN, ['plan', 'Aach', 'b', '--depart', '2026-12-03', '--pack', feed])
        T.check(done.code == 0 and '2026-12-03 08:00' in done.out and '-rail->' in done.out, 'a plain feed, planned by name', done)
        T.tidy(done)
        one = run(KARVAN, ['pack', 'compile', feed, '-o', compiled, '--from-date', '2026-12-02', '--days', '3'])
        T.check(one.code == 0 and '2026-12-02 .. 2026-12-04' in one.out, 'compiled days', one)
        two = run(KARVAN, ['pack', 'compile', feed, '-o', compiled + '2', '--from-date', '2026-12-02', '--days', '3', '--json'])
        T.check(json.loads(two.out)['calendars_to'] == '2026-12-04', 'compiled, told as JSON', two)
        T.check(open(compiled, 'rb').read() == open(compiled + '2', 'rb').read(), 'the same pack compiles into the same bytes')
        done = run(KARVAN, ['plan', 'a', 'b', '--depart', '2026-12-03', '--pack', compiled])
        T.check(done.code == 0 and '2026-12-03 08:00' in done.out, 'a compiled file is a pack', done)
        T.check(run(KARVAN, ['plan', 'a', 'b', '--depart', '2026-12-03'], KARVAN_PACK=compiled).code == 0, 'KARVAN_PACK')
        done = run(KARVAN, ['plan', 'a', 'b', '--depart', '2026-12-20', '--pack', compiled])
        T.check(done.code == 2 and 'outside' in done.err, 'beyond the days compiled', done)
        for pack in (feed, compiled, os.path.join(ROOT, 'packs/middle-corridor')):
            done = run(KARVAN, ['pack', 'show', pack])
            T.check(done.code == 0 and 'Services' in done.out, 'pack show ' + pack, done)
            T.tidy(done)
        done = run(KARVAN, ['pack', 'check', os.path.join(ROOT, 'packs/middle-corridor')])
        T.check(done.code == 0 and ': 0 errors' in done.out, 'the reference pack has errors', done)
        broken = os.path.join(folder, 'broken')
        os.mkdir(broken)
        for name, text in FEED.items():
            with open(os.path.join(broken, name), 'w') as f:
                f.write(text.replace(',51,11', ',north,11').replace('09:00:00,09:00:00', '07:00:00,07:00:00'))
        done = run(KARVAN, ['pack', 'check', broken])
        T.check(done.code == 2, 'errors are exit 2', done)
        T.tidy(done)
        for said in ('stops.txt:3: error: stop_lat "north"', 'stop_times.txt:3: error:'):
            T.check(said in done.out, 'pack check does not say %s' % said, done)
        found = json.loads(run(KARVAN, ['pack', 'check', broken, '--json']).out)
        T.check(found['errors'] == 2 and all({'file', 'line', 'column', 'value', 'reason', 'hint', 'severity'} == set(f) for f in found['findings']),
                'findings as JSON: %s' % found)


for part in (check_help, check_examples, check_json, check_text, check_nothing, check_streams, check_packs):
    part()
T.finish()
