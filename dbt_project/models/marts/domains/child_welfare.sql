{{ domain_view('child_welfare') }}
