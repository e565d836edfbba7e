"""The pages of the staff, under `/staff/`, behind login.

How to add a page:

1. Write `async def show(visit: Visit) -> web.StreamResponse` (`bot.staff.visit`). `visit` has the account, its scope,
   the parsed form of a post, the words, the parts of the application.
2. End it with `render_staff(visit, "staff/NAME.html", values)` (`bot.staff.shell`); the template extends
   `staff/shell.html` and fills `heading` and `content`. Words: `words.KEY` from `strings_vi.py` and `strings_en.py`.
3. Name it in `bot.staff.routes.ALL` by `look("/staff/NAME", show, role=…)`, a change or an export by
   `act("/staff/NAME/do", do, role=…)`: posts only, same origin and CSRF token are checked before `do` is called.
   `whole=True`: an officer bound to a commune or source gets 404. A file that is uploaded: `act(…, cap=10 * MB)`,
   found in `visit.files`.
4. A form posts `{{ csrf() }}` (import it: `{% from 'staff/parts.html' import csrf with context %}`). After a deed
   answer with `done(visit, "/staff/NAME", "word_key")`: back to the page, which says so once.
5. A line in `bot.staff.shell.MENU` puts it into the menu. What belongs to one commune or source is asked for with
   `visit.within(filter)`: it lays the officer's bounds over the filter and raises what becomes 404.
6. Text that somebody outside wrote is shown by the filter `seen`, a number by `number`, a day by `day`.
"""
