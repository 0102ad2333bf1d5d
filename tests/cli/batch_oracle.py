"""karvan plan --batch against an answer found by trying every run of every trip.

    batch_oracle.py KARVAN FIRST_SEED COUNT

Each seed makes a small GTFS feed as text (two agencies, zones with and without a change of the clock inside the feed,
stations, runs past midnight, calendars with exceptions, frequencies, all kinds of transfers rows, stops without boarding or
alighting) and some questions. What is expected is computed here from the text alone, in rounds over all runs,
by the words of docs/pack-format.md. A difference prints seed, question and both answers, and keeps the feed.
"""
import datetime
import io
import os
import random
import subprocess
import sys
import tempfile
import zipfile
from zoneinfo import ZoneInfo

UTC = datetime.timezone.utc
RIDES = 15
# zone, a day with a change of the clock (or none) near the middle
ZONES = [('Europe/Berlin', '2026-03-29'), ('Europe/Berlin', '2026-10-25'), ('America/New_York', '2026-11-01'),
         ('Asia/Almaty', '2024-03-01'), ('Asia/Baku', '2026-06-10'), ('UTC', '2026-06-10'), ('Australia/Lord_Howe', '2026-04-05')]


def utc_of(wall, zone):
    return int(wall.replace(tzinfo=zone).astimezone(UTC).timestamp())


def service_day(date, zone):
    """noon minus twelve hours"""
    return utc_of(datetime.datetime.combine(date, datetime.time(12)), zone) - 12 * 3600


def clock(seconds):
    return '%02d:%02d:%02d' % (seconds // 3600, seconds // 60 % 60, seconds % 60)


class Feed:
    def __init__(self, seed):
        self.r = r = random.Random(seed)
        name, middle = r.choice(ZONES)
        self.zone = ZoneInfo(name)
        middle = datetime.date.fromisoformat(middle)
        self.first = middle - datetime.timedelta(days=r.randint(1, 4))
        self.days = r.randint(3, 7)
        self.agencies = [('A', name)]
        if r.random() < 0.4:
            self.agencies.append(('B', r.choice(ZONES)[0]))
        self.make_stops()
        self.make_calendars()
        self.make_trips()
        self.make_transfers()

    def make_stops(self):
        r = self.r
        self.terminals, self.children, self.parent = [], {}, {}
        for i in range(r.randint(0, 2)):
            place = 'P%d' % i
            self.children[place] = []
            for j in range(r.randint(1, 3)):
                stop = '%s-%d' % (place, j)
                self.children[place].append(stop)
                self.parent[stop] = place
                self.terminals.append(stop)
        for i in range(r.randint(3, 6)):
            self.terminals.append('s%d' % i)

    def make_calendars(self):
        r = self.r
        self.calendar, self.exception, self.runs_on = [], [], {}
        dates = [self.first + datetime.timedelta(days=d) for d in range(self.days)]
        for i in range(r.randint(1, 3)):
            service = 'C%d' % i
            week = [r.random() < 0.6 for _ in range(7)]
            begin, end = sorted([r.choice(dates), r.choice(dates)])
            on = set()
            if r.random() < 0.9:
                self.calendar.append((service, week, begin, end))
                on = {d for d in dates if begin <= d <= end and week[d.weekday()]}
            for d in dates:
                if r.random() < 0.25:
                    added = r.random() < 0.6
                    self.exception.append((service, d, added))
                    (on.add if added else on.discard)(d)
            self.runs_on[service] = on
        if not any(self.runs_on.values()):
            self.exception = [e for e in self.exception if not (e[0] == 'C0' and e[1] == dates[0])] + [('C0', dates[0], True)]
            self.runs_on['C0'].add(dates[0])

    def make_trips(self):
        r = self.r
        self.routes, self.trips, self.frequencies = [], [], []
        for i in range(r.randint(2, 6)):
            route, agency = 'R%d' % i, r.choice(self.agencies)
            self.routes.append((route, agency[0]))
            stops = r.sample(self.terminals, min(len(self.terminals), r.randint(2, 5)))
            if r.random() < 0.1:
                stops.append(stops[0])
            flags = [(r.random() < 0.08, r.random() < 0.08) for _ in stops]
            for j in range(r.randint(1, 4)):
                t, times = r.randint(0, 40 * 12) * 300, []
                for _ in stops:
                    arrive = t
                    t += r.choice([0, 0, 300, 1800, 7200])
                    times.append((arrive, t))
                    t += r.choice([600, 1800, 3600, 3 * 3600, 9 * 3600, 26 * 3600])
                trip = '%s-%d' % (route, j)
                self.trips.append((trip, route, r.choice(list(self.runs_on)), ZoneInfo(agency[1]), stops, flags, times))
                if r.random() < 0.12:
                    begin = r.randint(0, 20) * 1800
                    self.frequencies.append((trip, begin, begin + r.randint(1, 8) * 1800, r.choice([1800, 2700, 3600])))

    def make_transfers(self):
        r = self.r
        self.transfers = []
        names = self.terminals + list(self.children)
        for _ in range(r.randint(0, 8)):
            a = r.choice(names)
            b = a if r.random() < 0.35 else r.choice(names)
            kind = r.choice([0, 1, 2, 2, 2, 3])
            seconds = r.choice([0, 60, 300, 1200, 5400]) if kind == 2 or r.random() < 0.3 else None
            self.transfers.append((a, b, kind, seconds))

    # ---- as text -------------------------------------------------------------------------------------------

    def table(self, columns, rows):
        r = self.r
        order = list(range(len(columns)))
        r.shuffle(order)
        end = r.choice(['\n', '\r\n'])
        text = r.choice(['', '\ufeff']) + ','.join(columns[i] for i in order) + end
        for row in rows:
            text += ','.join('"%s"' % row[i] if r.random() < 0.05 else str(row[i]) for i in order) + end
        return text

    def files(self):
        day = lambda d: d.strftime('%Y%m%d')
        stops = [(p, p, 50 + i, 10, 1, '') for i, p in enumerate(self.children)]
        stops += [(t, t, 40 + i, 20, 0, self.parent.get(t, '')) for i, t in enumerate(self.terminals)]
        times = []
        for trip, _, _, _, ids, flags, clocks in self.trips:
            for i, stop in enumerate(ids):
                times.append((trip, 3 * i + 1, stop, clock(clocks[i][0]), clock(clocks[i][1]), int(flags[i][0]), int(flags[i][1])))
        self.r.shuffle(times)
        out = {
            'agency.txt': self.table(['agency_id', 'agency_name', 'agency_url', 'agency_timezone'],
                                     [(a, a, 'http://a.invalid', z) for a, z in self.agencies]),
            'stops.txt': self.table(['stop_id', 'stop_name', 'stop_lat', 'stop_lon', 'location_type', 'parent_station'], stops),
            'routes.txt': self.table(['route_id', 'agency_id', 'route_short_name', 'route_type'], [(a, b, a, 2) for a, b in self.routes]),
            'trips.txt': self.table(['trip_id', 'route_id', 'service_id'], [t[:3] for t in self.trips]),
            'stop_times.txt': self.table(['trip_id', 'stop_sequence', 'stop_id', 'arrival_time', 'departure_time', 'pickup_type', 'drop_off_type'], times),
            'calendar_dates.txt': self.table(['service_id', 'date', 'exception_type'], [(s, day(d), 1 if a else 2) for s, d, a in self.exception]),
        }
        if self.calendar:
            weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
            out['calendar.txt'] = self.table(['service_id'] + weekdays + ['start_date', 'end_date'],
                                             [tuple([s] + [int(w) for w in week] + [day(a), day(b)]) for s, week, a, b in self.calendar])
        if self.frequencies:
            out['frequencies.txt'] = self.table(['trip_id', 'start_time', 'end_time', 'headway_secs'],
                                                [(t, clock(a), clock(b), h) for t, a, b, h in self.frequencies])
        if self.transfers:
            out['transfers.txt'] = self.table(['from_stop_id', 'to_stop_id', 'transfer_type', 'min_transfer_time'],
                                              [(a, b, k, '' if s is None else s) for a, b, k, s in self.transfers])
        return out

    def write(self, folder):
        """a folder or an archive; returns its path"""
        files = self.files()
        if self.r.random() < 0.3:
            path = os.path.join(folder, 'feed.zip')
            with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
                for name, text in files.items():
                    z.writestr(name, text.encode())
            return path
        path = os.path.join(folder, 'feed')
        os.mkdir(path)
        for name, text in files.items():
            with io.open(os.path.join(path, name), 'w', newline='', encoding='utf-8') as f:
                f.write(text)
        return path


class Oracle:
    """everything unrolled, nothing clever"""

    def __init__(self, feed, min_change):
        self.runs = []                  # stops, flags, [(arrive, depart)] in UTC
        for trip, _, service, zone, stops, flags, times in feed.trips:
            shifts = []
            for other, begin, end, headway in feed.frequencies:
                if other == trip:
                    shifts += [t - times[0][1] for t in range(begin, end, headway)]
            if not any(f[0] == trip for f in feed.frequencies):
                shifts = [0]
            for date in feed.runs_on[service]:
                start = service_day(date, zone)
                for s in shifts:
                    self.runs.append((stops, flags, [(start + s + a, start + s + d) for a, d in times]))
        self.change, self.link = {t: min_change for t in feed.terminals}, {t: {} for t in feed.terminals}
        said = {}                       # (a, b) -> {how exactly: [seconds or None when not possible]}
        for a, b, kind, seconds in feed.transfers:
            exact = (a in feed.children) + (b in feed.children)
            value = None if kind == 3 else min_change if seconds is None else seconds
            for x in feed.children.get(a, [a]):
                for y in feed.children.get(b, [b]):
                    said.setdefault((x, y), {}).setdefault(exact, []).append(value)
        for siblings in feed.children.values():
            for x in siblings:
                for y in siblings:
                    if x != y:
                        said.setdefault((x, y), {}).setdefault(3, []).append(min_change)
        for (x, y), by_exact in said.items():
            values = by_exact[min(by_exact)]
            value = None if None in values else min(values)
            if x == y:
                self.change[x] = value
            elif value is not None:
                self.link[x][y] = value

    def arrivals(self, origins, ends, start, first_last, rides):
        """earliest arrival with exactly 1, 2 ... rides when the cargo is ready at start; None where there is none"""
        never = 1 << 60
        ready = {o: start for o in origins}
        for o in origins:
            for v, s in self.link[o].items():
                ready[v] = min(ready.get(v, never), start + s)
        out = []
        for k in range(1, rides + 1):
            arrive = {}
            for stops, flags, times in self.runs:
                on = False
                for i, stop in enumerate(stops):
                    if on and not flags[i][1] and times[i][0] < arrive.get(stop, never):
                        arrive[stop] = times[i][0]
                    if not on and not flags[i][0] and ready.get(stop, never) <= times[i][1] and (k > 1 or times[i][1] <= first_last):
                        on = True
            best = never
            ready = {}
            for v, t in arrive.items():
                if v in ends:
                    best = min(best, t)
                if self.change[v] is not None:
                    ready[v] = min(ready.get(v, never), t + self.change[v])
                for w, s in self.link[v].items():
                    ready[w] = min(ready.get(w, never), t + s)
                    if w in ends:
                        best = min(best, t + s)
            out.append(best if best < never else None)
        return out

    def departures(self, origins, start, last):
        """every moment at which leaving an origin catches a run, directly or over a link"""
        found = set()
        for stops, flags, times in self.runs:
            for i, stop in enumerate(stops):
                for o in origins:
                    need = 0 if stop == o else self.link[o].get(stop)
                    if need is not None and start <= times[i][1] - need and times[i][1] <= last:
                        found.add(times[i][1] - need)
                    if stop == o:
                        continue
        return found


def better(x, y):
    return x != y and all(a <= b for a, b in zip(x, y))


def front(items):
    items = set(items)
    return {x for x in items if not any(better(y, x) for y in items)}


def question_rows(feed):
    r, rows = feed.r, []
    names = feed.terminals + list(feed.children)
    begin = int(datetime.datetime.combine(feed.first, datetime.time(), UTC).timestamp())
    while len(rows) < 6:
        a, b = r.choice(names), r.choice(names)
        t = begin + r.randint(-12 * 12, feed.days * 24 * 12) * 300
        form = r.choice(['utc', 'offset', 'local', 'local space', 'local short'])
        by = t + r.randint(1, 60) * 3600 if r.random() < 0.3 else None
        rows.append(('q%d' % len(rows), a, b, t, form, by))
    return rows


def local(t, zone):
    return datetime.datetime.fromtimestamp(t, UTC).astimezone(zone).replace(tzinfo=None, fold=0)


def written(t, form, zone):
    if form == 'utc':
        return datetime.datetime.fromtimestamp(t, UTC).strftime('%Y-%m-%dT%H:%M:%SZ')
    if form == 'offset':
        return datetime.datetime.fromtimestamp(t, datetime.timezone(datetime.timedelta(hours=5))).strftime('%Y-%m-%dT%H:%M:%S+05:00')
    wall = local(t, zone)
    return wall.strftime({'local': '%Y-%m-%dT%H:%M:%S', 'local space': '%Y-%m-%d %H:%M:%S', 'local short': '%Y-%m-%dT%H:%M'}[form])


def meant(t, form, zone):
    """what a written time says: local times are ambiguous when the clock is set back"""
    return utc_of(local(t, zone), zone) if form.startswith('local') else t


def shown(t, form, zone):
    return written(t, 'utc' if form in ('utc', 'offset') else 'local', zone)


def run(karvan, arguments, where):
    done = subprocess.run([karvan] + arguments, capture_output=True, text=True, timeout=60)
    if done.returncode not in (0, 1):
        fail(where, 'exit %d: %s\n%s' % (done.returncode, ' '.join(arguments), done.stderr))
    return done.stdout.splitlines()


def fail(where, text):
    print('%s\n%s' % (where, text))
    sys.exit(1)


def expected(oracle, feed, question, profile_s, duration_s, rides):
    """set of (transfers, arrival) or, for a profile, of (-departure, arrival, transfers)"""
    _, a, b, t, form, by = question
    t = meant(t, form, feed.zone)
    by = meant(by, form, feed.zone) if by is not None else None
    origins, ends = feed.children.get(a, [a]), feed.children.get(b, [b])
    items = []
    if set(origins) & set(ends):        # it is there already
        return set()
    if not profile_s and not duration_s:
        for k, arrive in enumerate(oracle.arrivals(origins, ends, t, 1 << 60, rides)):
            if arrive is not None and (by is None or arrive <= by):
                items.append((k, arrive))
        return front(items)
    last = t + profile_s if profile_s else 1 << 60
    for depart in oracle.departures(origins, t, last):
        for k, arrive in enumerate(oracle.arrivals(origins, ends, depart, last, rides)):
            if arrive is None or (by is not None and arrive > by) or (duration_s and arrive - depart > duration_s):
                continue
            items.append((-depart, arrive, k) if profile_s else (k, arrive))
    return front(items)


def check(karvan, seed, folder):
    feed = Feed(seed)
    r = feed.r
    path = feed.write(folder)
    min_change = r.choice([0, 0, 120, 600])
    oracle = Oracle(feed, min_change)
    if not oracle.runs:                 # nothing runs on the days of the calendars: refused when it is compiled
        return 0
    rows = question_rows(feed)
    queries = os.path.join(folder, 'queries.csv')
    columns = ['id', 'from', 'to', 'depart', 'arrive_by']
    order = list(range(5))
    r.shuffle(order)
    with open(queries, 'w') as f:
        f.write(','.join(columns[i] for i in order) + '\n')
        for q in rows:
            fields = [q[0], q[1], q[2], written(q[3], q[4], feed.zone), written(q[5], q[4], feed.zone) if q[5] is not None else '']
            f.write(','.join(fields[i] for i in order) + '\n')
    compiled = os.path.join(folder, 'feed.kv')
    where = 'seed %d, %s' % (seed, folder)
    run(karvan, ['pack', 'compile', path, '-o', compiled, '--min-change', str(min_change)], where)
    ways = [(0, 0, RIDES), (r.choice([6, 24, 48]) * 3600, 0, RIDES)]
    more = r.choice(['duration', 'duration profile', 'transfers', 'none'])
    if more == 'duration':
        ways.append((0, r.choice([5, 12, 30]) * 3600, RIDES))
    elif more == 'duration profile':
        ways.append((24 * 3600, r.choice([5, 12, 30]) * 3600, RIDES))
    elif more == 'transfers':
        ways.append((r.choice([0, 24 * 3600]), 0, r.randint(1, 3)))
    for profile_s, duration_s, rides in ways:
        pack = ['--pack', path, '--min-change', str(min_change)] if r.random() < 0.7 else ['--pack', compiled]
        arguments = ['plan', '--batch', queries, '--criteria', 'arrival,transfers', '--quiet', '--threads', str(r.randint(1, 3))] + pack
        arguments += ['--profile', '%dh' % (profile_s // 3600)] if profile_s else []
        arguments += ['--max-duration', '%dh' % (duration_s // 3600)] if duration_s else []
        arguments += ['--transfers-max', str(rides - 1)] if rides != RIDES else []
        about = '%s: karvan %s' % (where, ' '.join(arguments))
        lines = run(karvan, arguments, about)
        if lines[0] != 'id,transfers,departure,arrival':
            fail(about, 'header: %s' % lines[0])
        got = {}
        sequence = []
        for line in lines[1:]:
            name, transfers, depart, arrive = line.split(',')
            got.setdefault(name, []).append((int(transfers), depart, arrive))
            if name not in sequence:
                sequence.append(name)
        if sequence != [q[0] for q in rows if q[0] in got]:
            fail(about, 'answers are not in the order of the questions: %s' % sequence)
        for q in rows:
            want = expected(oracle, feed, q, profile_s, duration_s, rides)
            if profile_s:
                want_text = sorted((k, shown(-d, q[4], feed.zone), shown(a, q[4], feed.zone)) for d, a, k in want)
                have_text = sorted(got.get(q[0], []))
            else:
                want_text = sorted((k, shown(a, q[4], feed.zone)) for k, a in want)
                have_text = sorted((k, a) for k, _, a in got.get(q[0], []))
            if want_text != have_text:
                fail(about, 'question %s\nexpected %s\ngot      %s' % (q, want_text, sorted(got.get(q[0], []))))
            if not profile_s:
                attainable(oracle, feed, q, got.get(q[0], []), rides, about)
    return sum(len(v) for v in got.values())


def attainable(oracle, feed, question, answers, rides, about):
    """leaving at the departure shown, with that many transfers, one arrives when shown"""
    _, a, b, t, form, _ = question
    origins, ends = feed.children.get(a, [a]), feed.children.get(b, [b])
    for transfers, depart, arrive in answers:
        text = depart.replace('Z', '')
        wall = datetime.datetime.fromisoformat(text)
        moments = [int(wall.replace(tzinfo=UTC).timestamp())]
        if not depart.endswith('Z'):
            moments = [int(wall.replace(tzinfo=feed.zone, fold=f).astimezone(UTC).timestamp()) for f in (0, 1)]
        ok = False
        for m in moments:
            found = oracle.arrivals(origins, ends, m, 1 << 60, rides)[transfers]
            ok = ok or (m >= meant(t, form, feed.zone) and found is not None and shown(found, form, feed.zone) == arrive)
        if not ok:
            fail(about, 'question %s: leaving at %s with %d transfers does not arrive at %s' % (question, depart, transfers, arrive))


def main():
    karvan, first, count = os.path.abspath(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    journeys = 0
    for seed in range(first, first + count):
        folder = tempfile.mkdtemp(prefix='karvan-batch-')
        journeys += check(karvan, seed, folder)
        for root, folders, files in os.walk(folder, topdown=False):
            for name in files:
                os.remove(os.path.join(root, name))
            for name in folders:
                os.rmdir(os.path.join(root, name))
        os.rmdir(folder)
    if journeys < count:
        fail('seeds %d..' % first, 'only %d journeys found: the feeds are too empty to test anything' % journeys)
    print('%d feeds, %d journeys of the last questions of each' % (count, journeys))


main()
