// Three queries to begin with, chosen by what the project has rows of.

export interface Sample {
  readonly title: string;
  readonly sql: string;
}

/** Each with the tables it reads; the first three whose tables all have rows are offered. */
export const SAMPLES: readonly (Sample & { readonly tables: readonly string[] })[] = [
  {
    title: "Faults by region",
    tables: ["fault"],
    sql: `-- most faulted 2 MiB regions of each guest in the selected span
select  guest,
        gpa // 2097152 * 2097152  as region_addr,
        count(*)                  as faults,
        sum(stall_ns) / 1e6       as stall_ms
from    fault
where   gpa is not null
  and   t between $from and $to
  and   guest in $guests
group by guest, region_addr
order by faults desc
limit 10000`,
  },
  {
    title: "Page contents by guest",
    tables: ["page"],
    sql: `-- how many pages of each guest are zero, and how many hold the same as another page
select  guest,
        count(*)                             as pages,
        count(*) filter (zero)               as zero_pages,
        count(*) - count(distinct hash)      as same_pages
from    page
group by guest
order by guest`,
  },
  {
    title: "Statistics over time",
    tables: ["counter", "series"],
    sql: `-- the statistic with the most readings over time
with    most as (
          select   series
          from     counter
          where    kind = 'gauge'
          group by series
          order by count(*) desc, series
          limit    1
        )
select  time, t, name, guest, value
from    counter
where   series in (from most)
  and   t between $from and $to
order by t`,
  },
  {
    title: "Balloon and life of guests",
    tables: ["guest_event"],
    sql: `-- what happened to the size of each guest
select  time, guest, kind, bytes, wanted_bytes
from    guest_event
where   t between $from and $to
order by t`,
  },
  {
    title: "Exits by reason",
    tables: ["vm_exit"],
    sql: `-- why guests were left, and how long
select  guest, reason, count(*) as exits, sum(stall_ns) / 1e6 as stall_ms
from    vm_exit
where   t between $from and $to
group by guest, reason
order by exits desc`,
  },
  {
    title: "Memory in use by scan",
    tables: ["region"],
    sql: `-- bytes of the regions that were accessed, scan by scan
select  t, guest, sum(bytes) as bytes
from    region
where   hits > 0 and t between $from and $to
group by t, guest
order by t`,
  },
  {
    title: "Settings of the host",
    tables: ["fact"],
    sql: `-- settings and properties of the host and its guests
select  scope, subject, name, value, number
from    fact
order by scope, name`,
  },
  {
    title: "Captures and what they lost",
    tables: ["capture"],
    sql: `-- what each file gave
select  name, format, status, records, accepted, rejected, lost
from    capture
order by records desc`,
  },
];

/** `rows` by table. */
export function samplesFor(rows: Readonly<Record<string, number>>): readonly Sample[] {
  return SAMPLES.filter(({ tables }) => tables.every((table) => (rows[table] ?? 0) > 0))
    .slice(0, 3)
    .map(({ title, sql }) => ({ title, sql }));
}
