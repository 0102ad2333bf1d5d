#!/usr/bin/env python3
"""Draw the reference corridor: every service of the pack as a line, by mode. Usage: tools/draw_corridor.py packs/middle-corridor > docs/corridor.svg"""
import csv
import math
import sys

folder = sys.argv[1] if len(sys.argv) > 1 else 'packs/middle-corridor'


def rows(name):
    with open(f'{folder}/{name}', encoding='utf-8-sig', newline='') as f:
        return list(csv.DictReader(f))


west, east, south, north, width = 5, 123, 19, 60, 1180


def mercator(lat):
    return math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


scale = width / (east - west)
height = (mercator(north) - mercator(south)) * scale * 180 / math.pi


def place(lat, lon):
    return (lon - west) * scale, (mercator(north) - mercator(lat)) * scale * 180 / math.pi


stops = {r['stop_id']: r for r in rows('stops.txt')}
modes = {r['route_id']: r['mode'] for r in rows('freight_services.txt')}
route_of = {r['trip_id']: r['route_id'] for r in rows('trips.txt')}
calls = {}
for r in rows('stop_times.txt'):
    calls.setdefault(route_of[r['trip_id']], {}).setdefault(r['trip_id'], []).append((int(r['stop_sequence']), r['stop_id']))
legs = {}
for route, trips in calls.items():
    for trip in trips.values():
        ids = [s for _, s in sorted(trip)]
        for a, b in zip(ids, ids[1:]):
            if modes.get(route) in ('rail', 'sea', 'ferry', 'road'):
                legs.setdefault(modes[route], set()).add(tuple(sorted((a, b))))
style = {'road': ('#b9b2a6', .7, '2 2'), 'sea': ('#2f7fb8', 1.2, '5 3'), 'ferry': ('#145a86', 2, '1 3'), 'rail': ('#b3541e', 1.3, '')}
named = {'CNXAG': "Xi'an", 'CNULZ': 'Ürümqi', 'KZ-ALTYNKOL': 'Altynkol', 'KZDOS': 'Dostyk', 'KZALA': 'Almaty', 'KZAAU': 'Aktau', 'KZKUR': 'Kuryk', 'TMKRW': 'Türkmenbaşy',
         'AZALA': 'Alat', 'GETBS': 'Tbilisi', 'GEPTI': 'Poti', 'TRKSY': 'Kars', 'TRHAL': 'Istanbul', 'ROCND': 'Constanța', 'HUBUD': 'Budapest', 'DEDUI': 'Duisburg',
         'PLMAA': 'Małaszewicze', 'RUMOW': 'Moscow', 'KZAST': 'Astana', 'UZTAS': 'Tashkent', 'CNLYG': 'Lianyungang', 'CNCQI': 'Chongqing', 'IRTHR': 'Tehran', 'CNSHG': 'Shanghai'}
left_of = {'KZAAU', 'CNSHG', 'CNLYG', 'GEPTI', 'ROCND', 'KZDOS', 'TRHAL'}
out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0f}" font-family="sans-serif" font-size="13">',
       '<title>The services of the reference corridor by mode</title>', f'<rect width="{width}" height="{height:.0f}" fill="#fbf9f4"/>']
for mode in ('road', 'sea', 'rail', 'ferry'):
    colour, wide, dash = style[mode]
    out.append(f'<g stroke="{colour}" stroke-width="{wide}" fill="none" stroke-dasharray="{dash}">')
    for a, b in sorted(legs.get(mode, ())):
        (x1, y1), (x2, y2) = (place(float(stops[s]['stop_lat']), float(stops[s]['stop_lon'])) for s in (a, b))
        bend = .12 if mode == 'sea' else .04
        out.append(f'<path d="M{x1:.1f} {y1:.1f}Q{(x1 + x2) / 2 - (y2 - y1) * bend:.1f} {(y1 + y2) / 2 + (x2 - x1) * bend:.1f} {x2:.1f} {y2:.1f}"/>')
    out.append('</g>')
for code, name in named.items():
    if code not in stops:
        continue
    x, y = place(float(stops[code]['stop_lat']), float(stops[code]['stop_lon']))
    end, shift = ('end', -6) if code in left_of else ('start', 6)
    out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" fill="#222"/><text x="{x + shift:.1f}" y="{y - 5:.1f}" text-anchor="{end}" fill="#222" '
               f'stroke="#fbf9f4" stroke-width="3" paint-order="stroke">{name}</text>')
for i, (mode, word) in enumerate((('rail', 'rail'), ('ferry', 'ferry'), ('sea', 'ship'), ('road', 'truck'))):
    colour, wide, dash = style[mode]
    y = height - 78 + i * 19
    out.append(f'<path d="M24 {y:.0f}h34" stroke="{colour}" stroke-width="{wide + .8}" stroke-dasharray="{dash}"/><text x="68" y="{y + 4:.0f}" fill="#222">{word}</text>')
out.append('</svg>')
print('\n'.join(out))
