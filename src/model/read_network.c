/* read_network.c - what it emits and what it runs on: freight_emissions.txt, freight_sections.txt,
 * freight_projects.txt */
#include <math.h>

#include "model/read.h"

/* ---- freight_emissions.txt ----------------------------------------------------------------------------- */

static const kv_column emission_columns[] = {
    KV_COLUMN(kv_emission_row, emission_class, "emission_class", TEXT, .required = true),
    KV_COLUMN(kv_emission_row, country, "country", COUNTRY),
    KV_COLUMN(kv_emission_row, traction, "traction", TEXT),
    KV_COLUMN(kv_emission_row, unit, "unit", WORD, .list = KV_LIST_EMISSION_UNIT, .required = true),
    KV_COLUMN(kv_emission_row, wtt_g, "wtt_g", NUMBER, .required = true, .min = 0, .max = 1e6),
    KV_COLUMN(kv_emission_row, ttw_g, "ttw_g", NUMBER, .required = true, .min = 0, .max = 1e6),
    KV_COLUMN(kv_emission_row, distance_factor, "distance_factor", NUMBER, .min = 0.5, .max = 5, .preset = 1),
    KV_COLUMN(kv_emission_row, year, "year", INTEGER, .min = 1900, .max = 2100),
    KV_COLUMN(kv_emission_row, certainty, "certainty", TEXT),
    KV_SOURCE_COLUMNS(kv_emission_row, origin),
    KV_NOTES_COLUMN(kv_emission_row, notes),
};

static void take_emission(kv_reader *r, void *in)
{
    const kv_emission_row *e = in;
    const char *certainty = kv_reader_id(r, e->certainty);
    if (*certainty && (certainty[0] < 'A' || certainty[0] > 'D' || certainty[1]))
        kv_finding_hint(r, kv_row_report(r, KV_FINDING_ERROR, "certainty", "must be one of A, B, C, D"),
                        "A primary data ... D a default of the mode");
    if (e->emission_class)
        kv_reader_push(r, &r->pack->emissions, *e);
}

const kv_table kv_table_emissions = { .file = "freight_emissions.txt", KV_COLUMNS(emission_columns),
                                      .row_size = sizeof(kv_emission_row), .line = offsetof(kv_emission_row, origin.line),
                                      .take = take_emission };

/* ---- freight_sections.txt ------------------------------------------------------------------------------ */

static const kv_column section_columns[] = {
    KV_COLUMN(kv_section_row, id, "section_id", TEXT, .required = true),
    KV_COLUMN(kv_section_row, name, "name", TEXT),
    KV_COLUMN(kv_section_row, from_stop, "from_stop_id", STOP, .required = true),
    KV_COLUMN(kv_section_row, to_stop, "to_stop_id", STOP, .required = true),
    KV_COLUMN(kv_section_row, mode, "mode", WORD, .list = KV_LIST_MODE, .required = true),
    KV_COLUMN(kv_section_row, layer, "layer", WORD, .list = KV_LIST_LAYER, .required = true),
    KV_COLUMN(kv_section_row, both_ways, "both_ways", FLAG),
    KV_COLUMN(kv_section_row, operator_name, "operator", TEXT),
    KV_COLUMN(kv_section_row, gauge_mm, "gauge_mm", INTEGER, .min = 0, .max = 3000),
    KV_COLUMN(kv_section_row, capacity, "capacity", NUMBER, .min = 0, .max = 1e15, .preset = NAN),
    KV_COLUMN(kv_section_row, capacity_unit, "capacity_unit", TEXT),
    KV_COLUMN(kv_section_row, length_km, "length_km", NUMBER, .min = 0, .max = 50000, .preset = NAN),
    KV_COLUMN(kv_section_row, year, "year", INTEGER, .min = 1800, .max = 2200),
    KV_COLUMN(kv_section_row, load, "load", NUMBER, .min = 0, .max = 1e15, .preset = NAN),
    KV_COLUMN(kv_section_row, load_unit, "load_unit", TEXT),
    KV_COLUMN(kv_section_row, load_year, "load_year", INTEGER, .min = 1800, .max = 2200),
    KV_COLUMN(kv_section_row, status, "status", TEXT),
    KV_SOURCE_COLUMNS(kv_section_row, origin),
    KV_NOTES_COLUMN(kv_section_row, notes),
};

static void take_section(kv_reader *r, void *in)
{
    const kv_section_row *s = in;
    if (kv_id_keep_in(r, &r->sections, "section_id", s->id, &r->pack->sections, origin.line))
        kv_reader_push(r, &r->pack->sections, *s);
}

const kv_table kv_table_sections = { .file = "freight_sections.txt", KV_COLUMNS(section_columns),
                                     .row_size = sizeof(kv_section_row), .line = offsetof(kv_section_row, origin.line),
                                     .take = take_section };

/* ---- freight_projects.txt ------------------------------------------------------------------------------ */

static const kv_column project_columns[] = {
    KV_COLUMN(kv_project_row, id, "project_id", TEXT, .required = true),
    KV_COLUMN(kv_project_row, name, "name", TEXT, .required = true),
    KV_COLUMN(kv_project_row, country, "country", TEXT),
    KV_COLUMN(kv_project_row, kind, "kind", TEXT),
    KV_COLUMN(kv_project_row, layer, "layer", TEXT),
    KV_COLUMN(kv_project_row, status, "status", TEXT),
    KV_COLUMN(kv_project_row, start, "start", TEXT),
    KV_COLUMN(kv_project_row, completion, "completion", TEXT),
    KV_COLUMN(kv_project_row, cost_musd, "cost_musd", NUMBER, .min = 0, .max = 1e9, .preset = NAN),
    KV_COLUMN(kv_project_row, adds_value, "adds_value", NUMBER, .preset = NAN),
    KV_COLUMN(kv_project_row, adds_unit, "adds_unit", TEXT),
    KV_COLUMN(kv_project_row, target, "target", TEXT),
    KV_COLUMN(kv_project_row, relieves, "relieves", TEXT),
    KV_SOURCE_COLUMNS(kv_project_row, origin),
    KV_NOTES_COLUMN(kv_project_row, notes),
};

static void take_project(kv_reader *r, void *in)
{
    const kv_project_row *p = in;
    kv_text target = kv_text_of(kv_reader_id(r, p->target));
    if (target.n && r->usable[KV_TABLE_STOPS] && kv_ids_find(&r->stops, &r->pack->text, target) >= KV_STOP_LEFT_OUT
        && kv_ids_find(&r->sections, &r->pack->text, target) == KV_NONE)
        kv_finding_hint(r, kv_row_report(r, KV_FINDING_ERROR, "target", "is neither a section nor a stop of this pack"),
                        "a section_id of freight_sections.txt or a stop_id");
    if (kv_id_keep_in(r, &r->projects, "project_id", p->id, &r->pack->projects, origin.line))
        kv_reader_push(r, &r->pack->projects, *p);
}

const kv_table kv_table_projects = { .file = "freight_projects.txt", KV_COLUMNS(project_columns),
                                     .row_size = sizeof(kv_project_row), .line = offsetof(kv_project_row, origin.line),
                                     .take = take_project };
