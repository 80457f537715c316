{{ domain_view('division_placenames') }}
