use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, LogicalPlan, Sort, SortExpr};

/// Lets every column of the result break ties of an ORDER BY, so that rows that are equal in what was
/// asked for still come in one order, whatever the number of threads or executors.
pub(super) fn break_ties(plan: LogicalPlan) -> Result<LogicalPlan> {
    match plan {
        LogicalPlan::Sort(sort) => Ok(LogicalPlan::Sort(with_all_columns(sort))),
        LogicalPlan::Limit(_) | LogicalPlan::Projection(_) | LogicalPlan::SubqueryAlias(_) => {
            let inputs = plan.inputs().into_iter().cloned();
            let inputs = inputs.map(break_ties).collect::<Result<Vec<_>>>()?;
            plan.with_new_exprs(plan.expressions(), inputs)
        }
        other => Ok(other),
    }
}

fn with_all_columns(sort: Sort) -> Sort {
    let Sort {
        mut expr,
        input,
        fetch,
    } = sort;
    for (qualifier, field) in input.schema().iter() {
        let column = Expr::from((qualifier, field));
        let has_order = !matches!(
            field.data_type(),
            DataType::Map(_, _) | DataType::Union(_, _)
        );
        if has_order && !expr.iter().any(|sort| sort.expr == column) {
            expr.push(SortExpr::new(column, true, false));
        }
    }
    Sort { expr, input, fetch }
}
