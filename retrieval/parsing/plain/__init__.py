"""What the text formats share: lines that are records, headings of plain text, comments, front matter."""
