{{ domain_view('social_organizations') }}
