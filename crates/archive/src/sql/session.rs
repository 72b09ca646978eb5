use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::TableReference;
use datafusion::dataframe::DataFrame;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::context::SQLOptions;
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion::sql::parser::Statement;
#[cfg(feature = "cluster")]
use futures_util::future::Either;
use terms::{Day, StateTable};
use tokio::runtime::Runtime;

use super::SqlError;
use super::functions::functions;
use super::tables::{Tables, register};
use super::ties::break_ties;
use crate::View;

/// Where queries run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Engine {
    /// In this process, on so many threads; zero means all cores.
    Here {
        /// Threads.
        threads: usize,
    },
    /// On the cluster whose scheduler listens at `host:port`.
    #[cfg(feature = "cluster")]
    Cluster {
        /// `host:port`.
        address: String,
    },
}

/// Tables, views and functions that can be asked in SQL. It only reads.
pub struct Session {
    pub(super) runtime: Runtime,
    context: SessionContext,
    engine: Engine,
    /// Views that cannot be asked, with the tables that they lack.
    lacking: BTreeMap<String, Vec<String>>,
    /// Tables that were published only after the as-of date.
    not_yet: BTreeMap<String, Day>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("engine", &self.engine)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// A session over these tables and the views that can be answered from them.
    pub fn open(
        tables: Tables,
        views: &[View],
        states: StateTable,
        engine: Engine,
    ) -> Result<Session, SqlError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|error| SqlError::Engine(format!("no threads could be started: {error}")))?;
        let states = Arc::new(states);
        let context = runtime.block_on(context(&engine, &states))?;
        let lacking = runtime.block_on(async {
            for table in &tables.files {
                register(&context, table).await?;
            }
            register_views(&context, views).await
        })?;
        Ok(Session {
            runtime,
            context,
            engine,
            lacking,
            not_yet: tables.not_yet,
        })
    }

    /// The names of all tables and views that can be asked, in order.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .context
            .catalog_names()
            .iter()
            .filter_map(|catalog| self.context.catalog(catalog)?.schema("public"))
            .flat_map(|schema| schema.table_names())
            .collect();
        names.sort();
        names
    }

    /// All rows of an answer, in batches: for answers that fit into memory.
    pub fn rows(&self, sql: &str) -> Result<Vec<RecordBatch>, SqlError> {
        self.runtime.block_on(async {
            let frame = self.frame(sql).await?;
            let rows = async { frame.collect().await.map_err(|error| self.failure(&error)) };
            self.unless_lost(rows).await
        })
    }

    /// The planned query.
    pub(super) async fn frame(&self, sql: &str) -> Result<DataFrame, SqlError> {
        self.check_tables(sql)?;
        let read_only = SQLOptions::new()
            .with_allow_ddl(false)
            .with_allow_dml(false)
            .with_allow_statements(false);
        let state = self.context.state();
        let plan = state
            .create_logical_plan(sql)
            .await
            .map_err(|error| SqlError::of(&error))?;
        read_only
            .verify_plan(&plan)
            .map_err(|_| SqlError::NotAQuestion(plan.display().to_string()))?;
        let plan = break_ties(plan).map_err(|error| SqlError::of(&error))?;
        Ok(DataFrame::new(state, plan))
    }

    /// Finds unknown tables before the engine does, because it knows no nearest name.
    fn check_tables(&self, sql: &str) -> Result<(), SqlError> {
        let state = self.context.state();
        let dialect = state.config().options().sql_parser.dialect;
        let statement = state
            .sql_to_statement(sql, &dialect)
            .map_err(|error| SqlError::of(&error))?;
        // These two write outside the session; they are refused before anything is looked up.
        match &statement {
            Statement::CopyTo(_) => return Err(SqlError::NotAQuestion("COPY".to_owned())),
            Statement::CreateExternalTable(_) => {
                return Err(SqlError::NotAQuestion("CREATE EXTERNAL TABLE".to_owned()));
            }
            _ => {}
        }
        let references = state
            .resolve_table_references(&statement)
            .map_err(|error| SqlError::of(&error))?;
        for reference in references {
            if reference
                .schema()
                .is_some_and(|schema| schema == "information_schema")
            {
                continue;
            }
            let name = reference.table();
            // `FROM range(1, 5)` calls a function.
            if state.table_functions().contains_key(name) {
                continue;
            }
            if let Some(released) = self.not_yet.get(name) {
                return Err(SqlError::NotYetPublished {
                    table: name.to_owned(),
                    released: *released,
                });
            }
            if let Some(missing) = self.lacking.get(name) {
                return Err(SqlError::MissingTables {
                    view: name.to_owned(),
                    missing: missing.clone(),
                });
            }
            let known = self.context.table_exist(TableReference::bare(name));
            if !known.map_err(|error| SqlError::of(&error))? {
                let names = self.names();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                return Err(SqlError::unknown_table(name, &names));
            }
        }
        Ok(())
    }

    /// What a query gives, or an error if the cluster lost it.
    pub(super) async fn unless_lost<T>(
        &self,
        answer: impl Future<Output = Result<T, SqlError>>,
    ) -> Result<T, SqlError> {
        match &self.engine {
            Engine::Here { .. } => answer.await,
            #[cfg(feature = "cluster")]
            Engine::Cluster { address } => {
                let lost = |why: String| SqlError::Cluster {
                    address: address.clone(),
                    why: format!("no answer was given: {why}"),
                };
                let executors = crate::cluster::Executors::of(address);
                let watch = std::pin::pin!(executors.lost());
                match futures_util::future::select(std::pin::pin!(answer), watch).await {
                    Either::Left((answer, _)) => {
                        let answer = answer?;
                        executors.all_there().await.map_err(lost)?;
                        Ok(answer)
                    }
                    Either::Right((why, _)) => Err(lost(why)),
                }
            }
        }
    }

    pub(super) fn failure(&self, error: &datafusion::error::DataFusionError) -> SqlError {
        match &self.engine {
            Engine::Here { .. } => SqlError::of(error),
            #[cfg(feature = "cluster")]
            Engine::Cluster { address } => SqlError::Cluster {
                address: address.clone(),
                why: format!("no answer was given: {}", SqlError::of(error)),
            },
        }
    }
}

async fn context(engine: &Engine, states: &Arc<StateTable>) -> Result<SessionContext, SqlError> {
    let context = match engine {
        Engine::Here { threads } => {
            let mut config = SessionConfig::new().with_information_schema(true);
            if *threads > 0 {
                config = config.with_target_partitions(*threads);
            }
            let state = SessionStateBuilder::new()
                .with_default_features()
                .with_config(config)
                .build();
            SessionContext::new_with_state(state)
        }
        #[cfg(feature = "cluster")]
        Engine::Cluster { address } => crate::cluster::connect(address).await?,
    };
    for function in functions(states) {
        context.register_udf(function.as_ref().clone());
    }
    Ok(context)
}

/// Registers each view whose tables are there, and says which tables the others lack.
async fn register_views(
    context: &SessionContext,
    views: &[View],
) -> Result<BTreeMap<String, Vec<String>>, SqlError> {
    let mut lacking = BTreeMap::new();
    for view in views {
        // A table that was given under the name of a view is meant by it.
        if context.table_exist(view.name.as_str()).unwrap_or(false) {
            continue;
        }
        let wrong = |why: String| SqlError::View {
            view: view.name.clone(),
            why,
        };
        let missing: Vec<String> = view
            .reads
            .iter()
            .filter(|table| !context.table_exist(table.as_str()).unwrap_or(false))
            .cloned()
            .collect();
        if !missing.is_empty() {
            lacking.insert(view.name.clone(), missing);
            continue;
        }
        let frame = context
            .sql(&view.sql)
            .await
            .map_err(|error| wrong(SqlError::of(&error).to_string()))?;
        let found: Vec<&String> = frame
            .schema()
            .fields()
            .iter()
            .map(|field| field.name())
            .collect();
        let declared: Vec<&String> = view.column.iter().map(|column| &column.name).collect();
        if found != declared {
            return Err(wrong(format!(
                "it declares the columns {declared:?} and its query gives {found:?}"
            )));
        }
        context
            .register_table(view.name.as_str(), frame.into_view())
            .map_err(|error| wrong(error.to_string()))?;
    }
    Ok(lacking)
}
