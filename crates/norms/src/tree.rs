use std::fmt;

use schemars::JsonSchema;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde_spanned::Spanned;
use terms::Truth;

use crate::CriterionId;

/// A condition over criteria: a single one, all, any, at least k of several, or not.
///
/// Written in TOML as `{ all = ["a", { any = ["b", "c"] }, { at_least = 2, of = ["d", "e", "f"] }, { not = "g" }] }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree {
    /// One criterion holds.
    Is(Spanned<CriterionId>),
    /// All conditions hold.
    All(Vec<Tree>),
    /// At least one condition holds.
    Any(Vec<Tree>),
    /// At least `k` conditions hold.
    AtLeast {
        /// How many.
        k: usize,
        /// Of these.
        of: Vec<Tree>,
    },
    /// The condition does not hold.
    Not(Box<Tree>),
}

impl Tree {
    /// The truth of the condition, given that of its criteria.
    ///
    /// The second argument of `of` says whether the criterion stands under an odd number of `not`s.
    pub fn truth(&self, of: &mut dyn FnMut(&CriterionId, bool) -> Truth) -> Truth {
        self.truth_under(false, of)
    }

    fn truth_under(&self, negated: bool, of: &mut dyn FnMut(&CriterionId, bool) -> Truth) -> Truth {
        let (k, trees) = match self {
            Tree::Is(id) => return of(id.get_ref(), negated),
            Tree::Not(tree) => return !tree.truth_under(!negated, of),
            Tree::All(trees) => (trees.len(), trees),
            Tree::Any(trees) => (1, trees),
            Tree::AtLeast { k, of: trees } => (*k, trees),
        };
        let truths: Vec<Truth> = trees
            .iter()
            .map(|tree| tree.truth_under(negated, of))
            .collect();
        Truth::at_least(k, truths)
    }

    /// The criteria that it names, in order, with their places, and whether under an odd number of `not`s.
    pub fn criteria(&self) -> Vec<(&Spanned<CriterionId>, bool)> {
        let mut named = Vec::new();
        self.collect(false, &mut named);
        named
    }

    fn collect<'a>(&'a self, negated: bool, named: &mut Vec<(&'a Spanned<CriterionId>, bool)>) {
        match self {
            Tree::Is(id) => named.push((id, negated)),
            Tree::All(trees) | Tree::Any(trees) | Tree::AtLeast { of: trees, .. } => {
                trees.iter().for_each(|tree| tree.collect(negated, named));
            }
            Tree::Not(tree) => tree.collect(!negated, named),
        }
    }

    /// The criteria that keep the condition from being true.
    pub fn blockers(&self, of: &mut dyn FnMut(&CriterionId, bool) -> Truth) -> Vec<CriterionId> {
        if self.truth(of) == Truth::True {
            return Vec::new();
        }
        match self {
            Tree::Is(id) => vec![id.get_ref().clone()],
            Tree::Not(tree) => tree
                .criteria()
                .into_iter()
                .map(|(id, _)| id.get_ref().clone())
                .collect(),
            Tree::All(trees) | Tree::Any(trees) | Tree::AtLeast { of: trees, .. } => {
                trees.iter().flat_map(|tree| tree.blockers(of)).collect()
            }
        }
    }
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, trees: &[Tree]| {
            trees.iter().enumerate().try_for_each(|(n, tree)| {
                let comma = if n == 0 { "" } else { ", " };
                write!(f, "{comma}{tree}")
            })
        };
        match self {
            Tree::Is(id) => write!(f, "{}", id.get_ref()),
            Tree::All(trees) if trees.len() == 1 => write!(f, "{}", trees[0]),
            Tree::All(trees) => {
                f.write_str("all of (")?;
                list(f, trees)?;
                f.write_str(")")
            }
            Tree::Any(trees) => {
                f.write_str("any of (")?;
                list(f, trees)?;
                f.write_str(")")
            }
            Tree::AtLeast { k, of } => {
                write!(f, "at least {k} of (")?;
                list(f, of)?;
                f.write_str(")")
            }
            Tree::Not(tree) => write!(f, "not {tree}"),
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Tree, D::Error> {
        deserializer.deserialize_map(TreeVisitor)
    }
}

/// An item of a list: a criterion's id or a further condition.
enum Item {
    Id(Spanned<CriterionId>),
    Tree(Tree),
}

impl From<Item> for Tree {
    fn from(item: Item) -> Tree {
        match item {
            Item::Id(id) => Tree::Is(id),
            Item::Tree(tree) => tree,
        }
    }
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Item, D::Error> {
        struct Either(Result<String, Tree>);
        impl<'de> Deserialize<'de> for Either {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Either, D::Error> {
                struct EitherVisitor;
                impl<'de> Visitor<'de> for EitherVisitor {
                    type Value = Either;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str(
                            "the id of a criterion, or a table with all, any, at_least or not",
                        )
                    }
                    fn visit_str<E: de::Error>(self, id: &str) -> Result<Either, E> {
                        Ok(Either(Ok(id.to_owned())))
                    }
                    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Either, A::Error> {
                        TreeVisitor.visit_map(map).map(|tree| Either(Err(tree)))
                    }
                }
                deserializer.deserialize_any(EitherVisitor)
            }
        }
        let spanned = Spanned::<Either>::deserialize(deserializer)?;
        let span = spanned.span();
        Ok(match spanned.into_inner().0 {
            Ok(id) => Item::Id(Spanned::new(span, CriterionId(id))),
            Err(tree) => Item::Tree(tree),
        })
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table with all, any, at_least or not")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let (mut tree, mut k, mut of) = (None, None, None);
        let trees = |items: Vec<Item>| items.into_iter().map(Tree::from).collect::<Vec<_>>();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "all" => tree = Some(Tree::All(trees(map.next_value()?))),
                "any" => tree = Some(Tree::Any(trees(map.next_value()?))),
                "not" => tree = Some(Tree::Not(Box::new(map.next_value::<Item>()?.into()))),
                "at_least" => k = Some(map.next_value::<usize>()?),
                "of" => of = Some(trees(map.next_value()?)),
                other => {
                    return Err(de::Error::custom(format!(
                        "a condition is written with all, any, at_least and of, or not; there is no `{other}`"
                    )));
                }
            }
        }
        match (tree, k, of) {
            (Some(tree), None, None) => Ok(tree),
            (None, Some(k), Some(of)) if 1 <= k && k <= of.len() => Ok(Tree::AtLeast { k, of }),
            (None, Some(k), Some(of)) => Err(de::Error::custom(format!(
                "at_least = {k} cannot be asked of {} conditions",
                of.len()
            ))),
            _ => Err(de::Error::custom(
                "a condition has exactly one of all, any, not, or at_least with of",
            )),
        }
    }
}

impl JsonSchema for Tree {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Condition".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        // The walker of fact files leaves untyped schemas to this type's own reader.
        schemars::json_schema!({
            "description": "A condition over criteria: { all = [..] }, { any = [..] }, { at_least = k, of = [..] } or { not = .. }; items are criterion ids or further conditions."
        })
    }
}
