{{ domain_view('marriage_funeral') }}
