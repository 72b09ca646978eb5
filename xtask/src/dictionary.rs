use app::Knowledge;
use archive::computed::{VOTES, VOTES_TITLE};

use crate::generate::{NOTICE, cell};

/// What can be asked in SQL: functions, views with their columns, tables with their sources.
pub(crate) fn dictionary(knowledge: &Knowledge) -> String {
    let mut text = format!("{NOTICE}\n{HEAD}");
    for function in archive::FUNCTIONS {
        let (call, value) = function.example;
        text.push_str(&format!(
            "| `{}` | {} | `{call}` is {value} |\n",
            function.call,
            cell(function.about)
        ));
    }
    text.push_str(VIEWS);
    if knowledge.views.is_empty() {
        text.push_str("\nThere are none yet.\n");
    }
    for view in &knowledge.views {
        let reads: Vec<String> = view.reads.iter().map(|name| format!("`{name}`")).collect();
        text.push_str(&format!(
            "\n### {}\n\n{} Reads {}.\n\n| column | unit | meaning |\n|---|---|---|\n",
            view.name,
            view.about,
            reads.join(", ")
        ));
        for column in &view.column {
            text.push_str(&format!(
                "| {} | {} | {} |\n",
                column.name,
                cell(&column.unit),
                cell(&column.about)
            ));
        }
    }
    text.push_str(COMPUTED);
    for table in knowledge.computed.values() {
        text.push_str(&format!(
            "| [{id}](tables.md#{id}) | {} | {} |\n",
            cell(&table.title),
            cell(&table.about),
            id = table.id
        ));
    }
    text.push_str(&format!("| [{VOTES}](tables.md#{VOTES}) | {VOTES_TITLE} | A vote of a member on a resolution or draft, in the words of the source. |\n"));
    text.push_str(TABLES);
    for source in knowledge.sources.values() {
        for table in &source.table {
            let vintages: Vec<String> = source
                .vintages_of(&table.name)
                .iter()
                .map(|vintage| format!("{} ({})", vintage.id, vintage.released))
                .collect();
            text.push_str(&format!(
                "| [{name}](tables.md#{name}) | {} | {} | {} | {} |\n",
                cell(&table.title),
                cell(&source.title),
                vintages.join(", "),
                cell(&source.licence),
                name = table.name,
            ));
        }
    }
    text
}

const HEAD: &str = r#"# Data dictionary

What `watchfire sql` can be asked. It answers from a store that `watchfire data pull` has filled, and it only reads.

```sh
watchfire sql "SHOW TABLES"
watchfire sql "DESCRIBE state_years"
watchfire sql "SELECT gw, sum(best) AS deaths FROM ucdp_ged_reduced GROUP BY gw ORDER BY deaths DESC LIMIT 10"
watchfire sql --as-of 2021-12-31 --format csv --out deaths.csv "SELECT ..."
```

Sums that a store filled from the publishers' files of these versions must give (`cargo nextest run -p app --features sql golden` asks them, where there is a mirror):

```sh
watchfire sql "SELECT sum(cumulative_total_deaths_in_orgvio_best) FROM ucdp_country_year"    # 3,957,143 deaths, UCDP country-year 25.1
watchfire sql "SELECT count(*), sum(best) FROM ucdp_ged_reduced"                             # 176,579 events and 1,797,771 deaths, UCDP GED 21.1 where places are known
watchfire sql "SELECT count(*) FROM unsc_drafts WHERE outcome = 'vetoed'"                    # 270 drafts of the Council, 1946 to 2025
watchfire sql "SELECT count(*) FROM votes WHERE body = 'un-general-assembly' AND vote IN ('yes', 'no', 'abstain')"   # 919,571 votes, 1946 to June 2024
watchfire sql "SELECT sum(all_types) FROM state_years WHERE year BETWEEN 1989 AND 2024"      # 3,957,143 deaths again: every one lies in a state
```

- The dialect is that of [DataFusion](https://datafusion.apache.org/user-guide/sql/), close to PostgreSQL. Names with capital letters stand in double quotes.
- `--as-of DATE` reads every table in the version that was published by then. A table that was published later is refused by name, not answered with nothing.
- States are joined on `gw`, the Gleditsch-Ward number at the date of the row; months on `month_id`. Where a number is missing, the column ending in `_gap` says why.
- NULL is what is not known. The text form writes NULL, JSON `null`; in CSV it is an empty field, as an empty text is: use JSON or Parquet to keep them apart.
- With ORDER BY, rows that tie are ordered by the remaining columns, so the same query prints the same bytes on any number of threads or machines. Without it the order is not promised. Sums and means of fractions may differ in the last digit from one number of threads to another: round them.
- `--cluster HOST:PORT` runs the same query on many machines: see [cluster.md](cluster.md).

## Functions

Besides those of DataFusion:

| call | what it gives | example |
|---|---|---|
"#;

const VIEWS: &str = "\n## Views\n\nQuestions that are put often, under plain names (`facts/views.toml`). A view can be asked where the tables that it reads are in the store.\n";

const COMPUTED: &str = "\n## Computed tables\n\n`watchfire data pull` computes them from tables of the store once those are there, anew when one of them has changed, and `watchfire data show NAME` says from which versions. There is a version for every day on which an input was published, made of what was published by then.\n\n| table | what | a row |\n|---|---|---|\n";

const TABLES: &str = "\n## Tables\n\nColumns are listed in [tables.md](tables.md).\n\n| table | what | source | versions (published) | licence |\n|---|---|---|---|---|\n";
