"""A notice of a council that does not exist, in words of our own, as text and as a web page."""

from __future__ import annotations

TEXT = """Skip to main content

Supporting Families Privacy Notice

The pelican office runs this service. It lends an ear to households.

1. What information we collect, use and why

We write down the colour of your door.

Personal data

Special Categories of Data

Sensitive things are the size of your kite and its tail.

Who do we share your information with?

We share kites with:

  • Health service providers: so that kites stay well.
  • Police & probation services: so that no kite is lost.
  • Lamp lighters: so that kites are seen.

Everyone of them keeps kites dry.

Pelican Charter

The pelicans have a charter of their own.

Retention period

We keep kites as follows:
  • Red kites: for 3 summers
    and a winter.
  • Blue kites: for 4 summers.

Your rights

You have the right to a kite.

To contact our Data Protection Team, knock twice:

  • By post: The Nest, Rock Street

You may complain to the Information Commissioner’s Office, tel 01632 960 000
"""

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Privacy | Pelican Council</title>
<script>var stolen = "<h2>Retention period</h2>";</script><style>h1 { color: red }</style></head>
<body>
<nav><ul><li><a href="/">Home</a></li><li>Your rights</li></ul></nav>
<main>
<h1>Supporting Families Privacy&nbsp;Notice</h1>
<p>The pelican office runs this service. It lends an ear to <b>households</b>.</p>
<h2>Who do we share your information with?</h2>
<p onclick="steal()">We share kites with:</p>
<ul>
<li>Health service providers: so that kites stay well.<script>alert(1)</script>
<li><p>Police &amp; probation services: so that no kite is lost.</p></li>
</ul>
<h2>Retention period</h2>
<h3>In summer</h3>
<table><tr><th>Red kites</th><td>3 summers</td></tr></table>
<p>&lt;script&gt;alert("kite")&lt;/script&gt;</p>
<h2>Your rights</h2>
<p>You have the right to a kite.<br>Ask for one.</p>
</main>
<footer><p>Pelican Council, all feathers reserved</p></footer>
</body></html>
"""
