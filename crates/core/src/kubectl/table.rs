//! Columns of text as Go's `text/tabwriter` lines them up; kubectl's tables and descriptions go through it.

/// How wide columns are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    /// No column is narrower.
    pub min_width: usize,
    /// Blanks after the widest cell.
    pub padding: usize,
}

/// The tables of `get` (`printers.GetNewTabWriter`).
pub(crate) const TABLE: Layout = Layout { min_width: 6, padding: 3 };
/// What `describe` prints (`tabbedString`).
pub(crate) const DESCRIPTION: Layout = Layout { min_width: 0, padding: 2 };

/// Lines up a text whose cells end with tabs. A column is a run of lines that have that cell; what follows a line's
/// last tab takes no part.
pub(crate) fn align(text: &str, layout: Layout) -> String {
    let lines: Vec<Vec<&str>> = text.split('\n').map(|line| line.split('\t').collect()).collect();
    let mut out = String::with_capacity(text.len() * 2);
    block(&lines, &mut Vec::new(), layout, &mut out);
    out.pop();
    out
}

/// Writes lines whose first columns have these widths.
fn block(lines: &[Vec<&str>], widths: &mut Vec<usize>, layout: Layout, out: &mut String) {
    let column = widths.len();
    let has_cell = |line: &Vec<&str>| line.len() > column + 1;
    let mut rest = lines;
    while let Some(start) = rest.iter().position(has_cell) {
        rest[..start].iter().for_each(|line| write_line(line, widths, out));
        let end =
            rest[start..].iter().position(|line| !has_cell(line)).map_or(rest.len(), |length| start + length);
        let widest = rest[start..end].iter().map(|line| width(line[column]) + layout.padding).max();
        widths.push(widest.unwrap_or(0).max(layout.min_width));
        block(&rest[start..end], widths, layout, out);
        widths.pop();
        rest = &rest[end..];
    }
    rest.iter().for_each(|line| write_line(line, widths, out));
}

fn width(cell: &str) -> usize {
    cell.chars().count()
}

fn write_line(cells: &[&str], widths: &[usize], out: &mut String) {
    for (at, cell) in cells.iter().enumerate() {
        out.push_str(cell);
        if let Some(column) = widths.get(at) {
            pad(out, column.saturating_sub(width(cell)));
        }
    }
    out.push('\n');
}

fn pad(out: &mut String, blanks: usize) {
    out.extend(std::iter::repeat_n(' ', blanks));
}

/// Rows of a table whose columns keep their widths from one print to the next, as those of a watch do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    widths: Vec<usize>,
}

impl Rows {
    /// Lines up rows below those that were printed before.
    pub fn print(&mut self, rows: &[Vec<String>]) -> String {
        for row in rows {
            let columns = row.len().saturating_sub(1);
            self.widths.resize(columns.max(self.widths.len()), TABLE.min_width);
            for (known, cell) in self.widths.iter_mut().zip(&row[..columns]) {
                *known = (*known).max(width(cell) + TABLE.padding);
            }
        }
        let mut out = String::new();
        for row in rows {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            let columns = cells.len().saturating_sub(1).min(self.widths.len());
            write_line(&cells, &self.widths[..columns], &mut out);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn a_column_is_a_run_of_lines() {
        expect![[r#"
            Name:      web
            Labels:    a=b
                       c=d
            Replicas:  3
            Pod Template:
              Labels:  app=web
              a long line without cells that widens nothing
              X:  y"#]]
        .assert_eq(&align(
            "Name:\tweb\nLabels:\ta=b\n\tc=d\nReplicas:\t3\nPod Template:\n  Labels:\tapp=web\n  a long line without \
             cells that widens nothing\n  X:\ty",
            DESCRIPTION,
        ));
    }

    #[test]
    fn rows_keep_the_widths_of_earlier_ones() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_string()).collect::<Vec<_>>();
        let mut rows = Rows::default();
        let mut text = rows.print(&[row(&["NAME", "READY", "AGE"]), row(&["a-long-name", "1/1", "5s"])]);
        text += &rows.print(&[row(&["web", "0/1", "6s"])]);
        expect![[r"
            NAME          READY   AGE
            a-long-name   1/1     5s
            web           0/1     6s
        "]]
        .assert_eq(&text);
    }
}
