{{ domain_view('disability_welfare') }}
