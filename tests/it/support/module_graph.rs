//! The imports among the files of a crate. Test modules and comments are left out.
//!
//! A file imports another file if one of its paths starts with `crate`, `super` or `self` and leads to
//! the module of the other file. A parent that declares a child with `mod` and re-exports its items does
//! not import the child.

use std::collections::{BTreeMap, BTreeSet};

/// Texts of files, by path.
pub(crate) type Files = BTreeMap<String, String>;

/// The path of a module inside its crate. The crate's root is empty.
type Module = Vec<String>;

/// Returns the groups of files that import each other in the crate that starts at `entry`.
pub(crate) fn circles(files: &Files, entry: &str) -> BTreeSet<Vec<String>> {
    let mut modules = BTreeMap::new();
    add_module(files, &mut modules, Module::new(), entry);
    let graph: BTreeMap<_, _> =
        modules.iter().map(|(module, file)| (&**file, imports(files, &modules, module))).collect();
    let reached: BTreeMap<_, _> =
        graph.keys().map(|file| (*file, reachable(&graph, file))).collect();
    let circle = |file: &&str| -> Vec<String> {
        let together = reached[file].iter().filter(|other| reached[**other].contains(*file));
        together.map(|file| (*file).to_owned()).collect()
    };
    graph.keys().map(circle).filter(|circle| !circle.is_empty()).collect()
}

/// Adds the module of `file` and the modules that it declares.
fn add_module(files: &Files, modules: &mut BTreeMap<Module, String>, module: Module, file: &str) {
    let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
    let folder = match name {
        "lib.rs" | "main.rs" | "mod.rs" => folder.to_owned(),
        _ => file.trim_end_matches(".rs").to_owned(),
    };
    for child in declared_modules(&files[file]) {
        let candidates = [format!("{folder}/{child}.rs"), format!("{folder}/{child}/mod.rs")];
        if let Some(file) = candidates.iter().find(|path| files.contains_key(*path)) {
            let module = [&module[..], &[child]].concat();
            add_module(files, modules, module, file);
        }
    }
    modules.insert(module, file.to_owned());
}

/// The names in lines such as `pub mod name;`.
fn declared_modules(text: &str) -> Vec<String> {
    let code = code(text);
    let names = code.lines().filter_map(|line| {
        let line = line.trim().strip_suffix(';')?;
        let (before, name) = line.rsplit_once("mod ")?;
        let is_visibility = before.is_empty() || before.starts_with("pub") && before.ends_with(' ');
        is_visibility.then(|| name.to_owned())
    });
    names.collect()
}

/// The text without comments and without modules for tests.
fn code(text: &str) -> String {
    let mut code = String::new();
    let mut is_test = false;
    for line in text.lines() {
        let line = line.split("//").next().unwrap_or_default();
        if is_test && line.contains("mod ") && line.trim_end().ends_with('{') {
            // A test module is the last item of its file.
            break;
        }
        if line.trim().starts_with("#[cfg(test)]") {
            is_test = true;
        } else if is_test && line.trim().starts_with("#[") {
            // Another attribute of the item for tests.
        } else if is_test {
            is_test = false;
        } else {
            code.push_str(line);
            code.push('\n');
        }
    }
    code
}

/// The other files that the file of `module` imports.
fn imports<'a>(
    files: &Files,
    modules: &'a BTreeMap<Module, String>,
    module: &Module,
) -> BTreeSet<&'a str> {
    let file = &*modules[module];
    let paths = paths(&code(&files[file]));
    let targets = paths.iter().filter_map(|path| resolve(modules, module, path));
    targets.filter(|target| *target != file).collect()
}

/// Returns the file of the innermost module on a path. The crate's root does not count.
fn resolve<'a>(
    modules: &'a BTreeMap<Module, String>,
    module: &Module,
    path: &[String],
) -> Option<&'a str> {
    let mut target = module.clone();
    for segment in path {
        match segment.as_str() {
            "crate" => target.clear(),
            "super" => drop(target.pop()),
            "self" => {}
            name => target.push(name.to_owned()),
        }
    }
    let prefixes = (1..=target.len()).rev().map(|length| &target[..length]);
    prefixes.into_iter().find_map(|prefix| modules.get(prefix)).map(String::as_str)
}

/// All paths that start with `crate`, `super` or `self`, with the groups of `use` written out.
fn paths(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut rest = code;
    while !rest.is_empty() {
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let starts_path = matches!(word, "crate" | "super" | "self");
        rest = if starts_path && after.trim_start().starts_with("::") {
            read_paths(rest, &[], &mut found)
        } else {
            &after[after.chars().next().map_or(0, char::len_utf8)..]
        };
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Reads one path, which may end in a group, after `before`. Returns the rest of the code.
fn read_paths<'a>(code: &'a str, before: &[String], found: &mut Vec<Vec<String>>) -> &'a str {
    let code = code.trim_start();
    if let Some(mut group) = code.strip_prefix('{') {
        while let Some(at) = group.find(|c| is_word(c) || "*}".contains(c)) {
            if group[at..].starts_with('}') {
                return &group[at + 1..];
            }
            group = read_paths(&group[at..], before, found);
            // Skips `as name`.
            group = group.trim_start_matches(|c| !",}".contains(c));
        }
        return group;
    }
    let end = code.find(|c| !is_word(c)).unwrap_or(code.len());
    let (segment, rest) = code.split_at(end);
    let path = [before, &[segment.to_owned()]].concat();
    if let Some(rest) = rest.trim_start().strip_prefix("::") {
        return read_paths(rest, &path, found);
    }
    found.push(path);
    rest
}

/// The files that `start` imports, directly or through others.
fn reachable<'a>(graph: &BTreeMap<&str, BTreeSet<&'a str>>, start: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<_> = graph[start].iter().copied().collect();
    while let Some(file) = next.pop() {
        if reached.insert(file) {
            next.extend(&graph[file]);
        }
    }
    reached
}
