{{ domain_view('social_work_volunteering') }}
