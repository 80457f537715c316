{{ domain_view('community_governance') }}
