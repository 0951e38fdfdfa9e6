//! Suggestions for misspelled names.

/// Returns the known name that is closest to `name`, if it is close enough.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Up to a third of the letters may differ, rounded up.
    known
        .into_iter()
        .map(|known| (distance(name, known), known))
        .filter(|(distance, known)| {
            *distance <= name.chars().count().max(known.chars().count()).div_ceil(3)
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// Returns the fix for an unknown name: the nearest known name, or the list of all.
pub(crate) fn hint(name: &str, known: &[&str]) -> String {
    if let Some(nearest) = nearest(name, known.iter().copied()) {
        return format!("did you mean `{nearest}`?");
    }
    let list: Vec<_> = known.iter().map(|known| format!("`{known}`")).collect();
    if let [one] = list.as_slice() {
        format!("use {one}")
    } else {
        format!("use one of {}", list.join(", "))
    }
}

/// Returns the Levenshtein distance, where a swap of neighbours is one edit.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let cell = |r: usize, c: usize| rows.get(r).and_then(|row| row.get(c)).copied();
            let delete = cell(i, j + 1).map_or(usize::MAX, |d| d + 1);
            let insert = row.last().map_or(usize::MAX, |d| d + 1);
            let change = cell(i, j).map_or(usize::MAX, |d| d + usize::from(x != y));
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            let swap =
                if swapped { cell(i - 1, j - 1).map_or(usize::MAX, |d| d + 1) } else { usize::MAX };
            row.push(delete.min(insert).min(change).min(swap));
        }
        rows.push(row);
    }
    rows.last().and_then(|row| row.last()).copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn distance_counts_edits() {
        assert_eq!(distance("labels", "labels"), 0);
        assert_eq!(distance("lables", "labels"), 1);
        assert_eq!(distance("label", "labels"), 1);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn nearest_finds_close_names_only() {
        let known = ["labels", "buckets", "group", "skip"];
        assert_eq!(nearest("lables", known), Some("labels"));
        assert_eq!(nearest("lable", known), Some("labels"));
        assert_eq!(nearest("bucket", known), Some("buckets"));
        assert_eq!(nearest("unit", known), None);
    }
}
