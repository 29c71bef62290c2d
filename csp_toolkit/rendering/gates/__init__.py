"""What is looked at after rendering: finished pages, PDFs and workbooks are held against the document.

``rendering.checks`` refuses a document that could not become accessible; the gates here refuse a file in
which something of a sound document was lost, or came in. They run in every rendering, so they read what was
written once, with no help of what wrote it. Word files have theirs in ``rendering.word.checks``.
"""
