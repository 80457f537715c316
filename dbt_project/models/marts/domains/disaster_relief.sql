{{ domain_view('disaster_relief') }}
