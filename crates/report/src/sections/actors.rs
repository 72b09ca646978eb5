use crate::{Block, Brief, Inline};

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    let mut items = Vec::new();
    if !brief.council.is_empty() {
        let names = |permanent: bool| {
            let seats = brief
                .council
                .iter()
                .filter(|seat| seat.permanent == permanent);
            seats
                .map(|seat| seat.name.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        };
        items.push(vec![
            Inline::Strong(format!("UN Security Council on {}: ", brief.on)),
            format!(
                "permanent {}; elected {}. Nine votes and no veto carry a decision.",
                names(true),
                names(false)
            )
            .into(),
        ]);
    }
    let (members, others): (Vec<_>, Vec<_>) = brief
        .memberships
        .iter()
        .partition(|line| line.role.is_some());
    for line in members {
        let role = line.role.map(|role| role.word()).unwrap_or_default();
        let since = line
            .since
            .map(|day| format!(" since {day}"))
            .unwrap_or_default();
        let doubt = if line.checked {
            ""
        } else {
            " (date not checked)"
        };
        // What the world organisation may do stands among the options, route by route.
        let powers = if line.powers.is_empty() || line.body == "un-general-assembly" {
            String::new()
        } else {
            format!(". Its texts provide for: {}", line.powers.join("; "))
        };
        items.push(vec![
            Inline::Strong(format!("{}: ", line.short)),
            format!("{role}{since}{doubt}{powers}.").into(),
        ]);
    }
    if !others.is_empty() {
        let names: Vec<&str> = others.iter().map(|line| line.short.as_str()).collect();
        items.push(vec![
            format!("Not a member of {}.", names.join(", ")).into(),
        ]);
    }
    vec![Block::List(items)]
}
