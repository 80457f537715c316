{{ domain_view('elderly_care') }}
