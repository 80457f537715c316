-- The panel as this warehouse showed it on a day; axis='published' asks for what was public by then.
select * from {{ panel_as_of('2024-12-31') }}
