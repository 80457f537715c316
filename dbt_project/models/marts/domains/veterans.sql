{{ domain_view('veterans') }}
