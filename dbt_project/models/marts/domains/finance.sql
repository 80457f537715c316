{{ domain_view('finance') }}
